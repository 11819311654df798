// The process that verifies one aggregate: told by standard input what to read, it writes the entities into a file of their
// own and says on standard output how it went. It has no secret, no network and no other state, and may be killed at any
// time.
import { readFileSync, rmSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { readAggregate } from '../../strategies/saml/metadata/aggregate.ts';
import { type WrittenEntity, writeEntities } from './written.ts';

export interface VerifyTask {
  readonly document: string;
  readonly signers: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly languages: readonly string[];
  /** What is in force ends then: a document that ends sooner is older. */
  readonly notEndingBefore: number;
  readonly written: string;
}

export type VerifyResult =
  | { readonly type: 'verified'; readonly validUntil: number; readonly count: number }
  | { readonly type: 'refused'; readonly detail: string };

function verify(task: VerifyTask): VerifyResult {
  const read = readAggregate(readFileSync(task.document), task.signers, task.now);
  if (read.type === 'fault') return { type: 'refused', detail: read.detail };
  const { validUntil, ignored, ignoredCount } = read;
  if (validUntil < task.notEndingBefore) {
    return { type: 'refused', detail: 'it is older than the one in force (an earlier validUntil)' };
  }
  rmSync(task.written, { force: true });
  const count = writeEntities(task.written, entitiesOf(read.entities), task.languages, () => ({
    validUntil,
    ignored,
    ignoredCount: ignoredCount(),
  }));
  if (count > 0) return { type: 'verified', validUntil, count };
  return { type: 'refused', detail: 'no identity provider in it can be used' };
}

function* entitiesOf(read: Extract<ReturnType<typeof readAggregate>, { type: 'aggregate' }>['entities']) {
  for (const facts of read) {
    const { entityId, names, logo, isHidden = false } = facts;
    const scopes = facts.scopes ?? [];
    const hasLogo = logo !== undefined;
    yield { entityId, names, scopes, hasLogo, isHidden, facts: JSON.stringify(facts) } satisfies WrittenEntity;
  }
}

process.stdout.write(JSON.stringify(verify((await json(process.stdin)) as VerifyTask)));

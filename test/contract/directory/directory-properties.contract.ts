// Whatever is done to users, in whatever order: no key leads to two people, nothing that was given is lost, and the
// audit alone gives the same state and verifies.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { replay } from '../../../src/directory/audit/replay.ts';
import { verifyChain } from '../../../src/directory/audit/verify.ts';
import type { Directory } from '../../../src/directory/deps.ts';
import { placeOf } from '../../../src/directory/identifier-rules.ts';
import type { HeldIdentifier } from '../../../src/domain/ports/changes.ts';
import type { User } from '../../../src/domain/user.ts';
import { openTestDirectory, type TestDirectory } from '../../support/directory.ts';
import { type Act, acts, type Done, perform } from '../../support/directory-acts.ts';
import type { OpenStore } from '../store/opened-store.ts';

interface Standing {
  readonly user: User;
  readonly identifiers: readonly HeldIdentifier[];
}

const usual = ['create', 'import', 'attach', 'rename', 'swap', 'merge', 'undo-merge', 'retire', 'detach'];

export function directoryPropertiesContract(engine: string, runs: number, open: OpenStore): void {
  describe(`The directory, whatever is done: ${engine}`, () => {
    test(`holds its promises over ${runs} sequences of changes`, async (t) => {
      const { directory, clock, rows, close } = await openTestDirectory({ open });
      t.after(close);
      let count = 0;
      const done = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(acts, async (sequence) => {
          // An institution of its own: nobody knows of the others.
          const slug = `run-${++count}`;
          const here: Directory = { ...directory, institution: { ...directory.institution, slug } };
          let before = new Map<string, HeldIdentifier>();
          let lastMerge: string | undefined;
          for (const act of sequence) {
            if (act.do === 'wait') clock.advance(2 * 366 * 86_400_000);
            const outcome = await perform(here, act, lastMerge);
            lastMerge = outcome.batch ?? (act.do === 'undo-merge' ? undefined : lastMerge);
            done.set(act.do, (done.get(act.do) ?? 0) + Number(outcome.refused === undefined));
            before = keptPromises(await standing(here), await orphans(rows, slug), before, {
              act,
              outcome,
              now: clock.now(),
            });
          }
          await auditIsTheState(here);
        }),
        { numRuns: runs, seed: 20_260_302 },
      );
      for (const act of [...usual, 'split', 'edit', 'convert', 'register'])
        assert.ok((done.get(act) ?? 0) > 0, `no sequence ever did "${act}"`);
    });
  });
}

/** Everyone of an institution, with everything. */
export async function standing({
  institution: { slug },
  changes,
  finding,
}: Directory): Promise<ReadonlyMap<string, Standing>> {
  const all = new Map<string, Standing>();
  for (let after: string | undefined; ; ) {
    const page = await finding.all(slug, { limit: 500, after });
    for (const { id } of page.items) {
      const record = await changes.record(slug, id);
      assert.ok(record, `${id} is listed and is no user`);
      all.set(id, record);
    }
    after = page.next;
    if (after === undefined) return all;
  }
}

/** Values that are kept from everybody. */
export async function orphans(rows: TestDirectory['rows'], slug: string): Promise<readonly HeldIdentifier[]> {
  const found = await rows(`select * from identifiers where user_id is null and institution = '${slug}'`);
  return found.map(
    ({ hold_until, ...row }) => ({ ...row, userId: '', holdUntil: Number(hold_until) }) as unknown as HeldIdentifier,
  );
}

/** @returns who has which key now */
export function keptPromises(
  users: ReadonlyMap<string, Standing>,
  kept: readonly HeldIdentifier[],
  before: ReadonlyMap<string, HeldIdentifier>,
  { act, outcome: { refused }, now: epochMs }: { readonly act: Act; readonly outcome: Done; readonly now: number },
): Map<string, HeldIdentifier> {
  const now = new Map<string, HeldIdentifier>();
  for (const [id, { user, identifiers }] of users) {
    const primaries = identifiers.filter(
      ({ type, status }) => type === 'primary' && (status === 'active' || status === 'inactive'),
    );
    assert.deepEqual(
      primaries.map(({ value }) => value),
      [user.primaryIdentifier],
      'one primary identifier, and it is hers',
    );
    if (user.recordType === 'contact')
      assert.ok(
        identifiers.every(({ type, status }) => type === 'primary' || status === 'retired'),
        'a contact has no identifiers',
      );
    for (const identifier of identifiers) {
      assert.equal(identifier.userId, id);
      assert.ok(!now.has(placeOf(identifier)), `two people have ${identifier.value}`);
      now.set(placeOf(identifier), identifier);
    }
  }
  for (const orphan of kept) {
    assert.ok(!now.has(placeOf(orphan)), `${orphan.value} is somebody's and nobody's`);
    now.set(placeOf(orphan), orphan);
  }
  for (const [place, identifier] of before) {
    const { status, holdUntil } = identifier;
    if ((status === 'retired' || status === 'held') && holdUntil !== undefined && holdUntil <= epochMs) continue;
    // Taken away in so many words: by detaching, by the system that brought it, or by undoing what had brought it.
    const isGone =
      act.do === 'detach' || act.do === 'undo-merge' || (act.do === 'import' && identifier.segment === 'external');
    if (refused !== undefined || !isGone) assert.ok(now.has(place), `${identifier.value} was lost by "${act.do}"`);
    const passes = ['swap', 'merge', 'split', 'undo-merge'].includes(act.do);
    const owner = now.get(place)?.userId ?? identifier.userId;
    if (refused !== undefined || !passes)
      assert.equal(owner, identifier.userId, `"${act.do}" gave ${identifier.value} away`);
  }
  return now;
}

export async function auditIsTheState(directory: Directory): Promise<void> {
  const { institution, trail } = directory;
  const head = await trail.head(institution.slug, 'changes');
  await verifyChain(trail.entries(institution.slug, 'changes'), head);
  const replayed = await replay(trail.entries(institution.slug, 'changes'));
  const stored = await standing(directory);
  assert.deepEqual([...replayed.keys()].sort(), [...stored.keys()].sort());
  for (const [id, { user, identifiers }] of stored) {
    assert.deepEqual(replayed.get(id)?.user, user);
    const places = (list: readonly HeldIdentifier[] = []) =>
      list.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    assert.deepEqual(places(replayed.get(id)?.identifiers), places(identifiers));
  }
}

// What is wrong, or about to be, with the identifiers of an institution. It changes nothing.
import { primaryType } from '../../domain/identifier.ts';
import type { StoredIdentifier } from '../../domain/ports/identifier-keys.ts';
import type { Caller, Directory } from '../deps.ts';
import { foldingVersion } from '../folding.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { type Rights, rightsOf } from '../identifiers/rights.ts';
import { isHidden } from '../identifiers/type-traits.ts';
import { everyIdentifier, groupsOf } from './identifier-scan.ts';
import { lookOf } from './look-alikes.ts';
import { collidingIdentifiers } from './refold.ts';
import { isRefolded } from './refolded-key.ts';

/**
 * `collision`: two identifiers that would have one key by the rules of now. `orphan`: of a type that is no longer
 * configured. `near-miss`: values of two users that look alike.
 */
export type FindingKind = 'collision' | 'orphan' | 'near-miss';

export interface IdentifierFinding {
  readonly kind: FindingKind;
  /** Counts from 1 in each kind: findings of one group belong together. */
  readonly group: number;
  readonly identifier: StoredIdentifier;
}

export interface ReportOptions {
  readonly onFinding?: ((finding: IdentifierFinding) => void | Promise<void>) | undefined;
  readonly onProgress?: ((identifiers: number) => void) | undefined;
}

export interface IdentifierReport {
  readonly identifiers: number;
  /** Those whose key is another by the rules of now, or was made by an older version: see `refoldIdentifiers`. */
  readonly unfolded: number;
  /** How many, by type. */
  readonly orphans: Readonly<Record<string, number>>;
  /** Groups. */
  readonly collisions: number;
  readonly nearMisses: number;
}

const progressEvery = 10_000;

/** Reads all identifiers some times over, in constant memory. @throws VestibuleError VST_NOT_ALLOWED */
export async function reportIdentifiers(
  directory: Directory,
  caller: Caller,
  { onFinding, onProgress }: ReportOptions = {},
): Promise<IdentifierReport> {
  const rights = rightsOf(directory, caller, 'run-bulk-work');
  const { rules } = directory;
  const counts = { identifiers: 0, unfolded: 0 };
  const orphans = new Map<string, number>();
  for await (const identifier of everyIdentifier(directory)) {
    counts.identifiers++;
    if (isRefolded(rules, identifier) || identifier.foldingVersion !== foldingVersion) counts.unfolded++;
    if (isOrphan(rules, identifier)) {
      orphans.set(identifier.type, (orphans.get(identifier.type) ?? 0) + 1);
      await onFinding?.({ kind: 'orphan', group: orphans.size, identifier });
    }
    if (counts.identifiers % progressEvery === 0) onProgress?.(counts.identifiers);
  }
  const collisions = await told('collision', collidingIdentifiers(directory, counts.identifiers));
  const nearMisses = await told('near-miss', nearMissesIn(directory, counts.identifiers));
  return { ...counts, orphans: Object.fromEntries(orphans), collisions, nearMisses };

  async function told(kind: FindingKind, groups: AsyncIterable<readonly StoredIdentifier[]>): Promise<number> {
    let group = 0;
    for await (const members of groups) {
      group++;
      for (const identifier of members)
        await onFinding?.({ kind, group, identifier: shown(rules, rights, identifier) });
    }
    return group;
  }
}

function isOrphan(rules: IdentifierRules, { type }: StoredIdentifier): boolean {
  return type !== primaryType && !rules.types.has(type);
}

/** Live values alone: what was given up is blocked and mistaken for nothing. */
function nearMissesIn(directory: Directory, count: number): AsyncGenerator<readonly StoredIdentifier[]> {
  return groupsOf(() => everyIdentifier(directory), count, {
    nameOf: ({ status, value }) => (status === 'active' || status === 'inactive' ? lookOf(value) : undefined),
    ownerOf: ({ userId }) => userId,
  });
}

function shown(rules: IdentifierRules, rights: Rights, identifier: StoredIdentifier): StoredIdentifier {
  return rights.isOperator || !isHidden(rules, identifier.type) ? identifier : { ...identifier, value: '', key: '' };
}

// Folding changed, by the configuration or a newer version: every identifier gets the key that the rules of now give it.
import { VestibuleError } from '../../domain/errors.ts';
import type { KeyMove, StoredIdentifier } from '../../domain/ports/identifier-keys.ts';
import type { Caller, Directory } from '../deps.ts';
import { foldingVersion } from '../folding.ts';
import { placeOf } from '../identifier-rules.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { everyIdentifier, groupsOf } from './identifier-scan.ts';
import { isRefolded, refoldedKey } from './refolded-key.ts';

export interface RefoldOptions {
  readonly dryRun?: boolean | undefined;
  /** Called for each set of identifiers that would have one key. */
  readonly onCollision?: ((identifiers: readonly StoredIdentifier[]) => void | Promise<void>) | undefined;
  readonly onProgress?: ((identifiers: number) => void) | undefined;
}

export interface RefoldReport {
  readonly identifiers: number;
  /** Those whose key is another by the rules of now. */
  readonly moved: number;
  /** Sets of identifiers that would have one key: as long as there are any, nothing is changed. */
  readonly collisions: number;
  readonly end: 'swapped' | 'nothing to do' | 'dry run' | 'collisions';
}

const stagedMoves = 5000;
const progressEvery = 10_000;
const triesMax = 3;

/**
 * Puts new keys beside the old, and swaps all of them in one transaction, or none where two identifiers would have one
 * key. Nodes that run by the other rules find nobody by the new keys: start them anew after it.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; VST_USER_CHANGED when users are being changed all the time meanwhile
 */
export async function refoldIdentifiers(
  directory: Directory,
  caller: Caller,
  options: RefoldOptions = {},
): Promise<RefoldReport> {
  rightsOf(directory, caller, 'run-bulk-work');
  for (let tries = 1; tries <= triesMax; tries++) {
    const report = await tryRefold(directory, caller, options);
    if (report !== undefined) return report;
  }
  throw new VestibuleError(
    'VST_USER_CHANGED',
    'Users were changed while their identifiers were folded anew: stop what changes them, and run it again',
  );
}

/** @returns undefined when anything was changed meanwhile */
async function tryRefold(
  directory: Directory,
  caller: Caller,
  { dryRun = false, onCollision, onProgress }: RefoldOptions,
): Promise<RefoldReport | undefined> {
  const { institution, rules, trail, identifierKeys, clock, random } = directory;
  const { slug } = institution;
  const { seq } = await trail.head(slug, 'changes');
  const [counts, stale] = await counted(directory, onProgress);
  if (counts.moved === 0 && stale === 0) return { ...counts, collisions: 0, end: 'nothing to do' };
  let collisions = 0;
  for await (const group of collidingIdentifiers(directory, counts.identifiers)) {
    collisions++;
    await onCollision?.(group);
  }
  if (collisions > 0) return { ...counts, collisions, end: 'collisions' };
  if (dryRun) return { ...counts, collisions, end: 'dry run' };
  await identifierKeys.clear(slug);
  let moves: KeyMove[] = [];
  let staged = 0;
  const stage = async () => {
    await identifierKeys.stage(slug, moves);
    staged += moves.length;
    moves = [];
  };
  for await (const identifier of everyIdentifier(directory)) {
    if (!isRefolded(rules, identifier)) continue;
    const { scope, key } = identifier;
    moves.push({ from: { scope, key }, to: refoldedKey(rules, identifier) });
    if (moves.length >= stagedMoves) await stage();
  }
  await stage();
  const batch = random.uuid(clock.now());
  const isSwapped = await identifierKeys.swap(slug, { seq, moves: staged }, caller.actor, batch);
  return isSwapped ? { ...counts, collisions, end: 'swapped' } : undefined;
}

async function counted(
  directory: Directory,
  onProgress: RefoldOptions['onProgress'],
): Promise<readonly [counts: { readonly identifiers: number; readonly moved: number }, stale: number]> {
  const counts = { identifiers: 0, moved: 0 };
  let stale = 0;
  for await (const identifier of everyIdentifier(directory)) {
    counts.identifiers++;
    if (isRefolded(directory.rules, identifier)) counts.moved++;
    if (identifier.foldingVersion !== foldingVersion) stale++;
    if (counts.identifiers % progressEvery === 0) onProgress?.(counts.identifiers);
  }
  return [counts, stale];
}

/** Sets of identifiers that would have one key by the rules of now, whoever has them. */
export function collidingIdentifiers(directory: Directory, count: number): AsyncGenerator<readonly StoredIdentifier[]> {
  return groupsOf(() => everyIdentifier(directory), count, {
    nameOf: (identifier) => placeOf(refoldedKey(directory.rules, identifier)),
    ownerOf: placeOf,
  });
}

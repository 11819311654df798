// What becomes of the names of a user who goes: each comes over, or stays blocked; none is free at once.
import { primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { RecordType } from '../../domain/user.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { isHidden } from '../identifiers/type-traits.ts';
import type { MergeChoice, MergeGround, SegmentOutcome } from './merge-records.ts';

export interface MovedIdentifiers {
  /** Of the staying user from now on. */
  readonly moved: readonly HeldIdentifier[];
  /** Nobody's, until their time is over. */
  readonly kept: readonly HeldIdentifier[];
  readonly primary: SegmentOutcome;
  readonly identifiers: SegmentOutcome;
}

export function movedIdentifiers(
  from: UserRecord,
  into: UserRecord,
  choice: MergeChoice,
  { rules, holdUntil, signsInUntil, seesHidden }: MergeGround,
): MovedIdentifiers {
  const nameOf = (identifier: HeldIdentifier) => spelt(identifier, seesHidden || !isHidden(rules, identifier.type));
  const moved: HeldIdentifier[] = [];
  const kept: HeldIdentifier[] = [];
  const primary = { comes: [] as string[], collides: [] as string[], lost: [] as string[] };
  const others = { comes: [] as string[], collides: [] as string[], lost: [] as string[] };
  const nobodys = (identifier: HeldIdentifier, status: 'held' | 'retired') =>
    kept.push({ ...identifier, userId: '', status, holdUntil });
  for (const identifier of from.identifiers) {
    const name = nameOf(identifier);
    if (identifier.status === 'retired' || identifier.status === 'held') {
      kept.push({ ...identifier, userId: '' });
    } else if (identifier.type === primaryType) {
      if (choice.primary === 'alias') moved.push(asAlias(identifier, into.user.id, signsInUntil));
      else nobodys(identifier, 'held');
      primary[choice.primary === 'alias' ? 'comes' : 'lost'].push(name);
    } else if (choice.segments.includes('identifiers') && isFor(into.user.recordType, identifier.type, rules)) {
      moved.push(comeOver(identifier, into.user.id, choice));
      others.comes.push(name);
      others.collides.push(...besides(identifier, into).map((other) => `${name} beside ${nameOf(other)}`));
    } else {
      nobodys(identifier, 'retired');
      others.lost.push(name);
    }
  }
  return {
    moved,
    kept,
    primary: { segment: 'primary', ...primary },
    identifiers: { segment: 'identifiers', ...others },
  };
}

function spelt({ type, value, status }: HeldIdentifier, isShown: boolean): string {
  const name = isShown ? `${type} ${value}` : `a hidden ${type}`;
  return status === 'active' ? name : `${name} (${status})`;
}

/** Other systems do not know it as hers: a synchronisation leaves it alone. As after a rename it may sign in a while. */
function asAlias(identifier: HeldIdentifier, userId: string, signsInUntil: number | undefined): HeldIdentifier {
  const until = identifier.status === 'active' ? signsInUntil : identifier.holdUntil;
  return { ...identifier, userId, status: 'alias', segment: 'internal', holdUntil: until };
}

function comeOver(identifier: HeldIdentifier, userId: string, { asInternal }: MergeChoice): HeldIdentifier {
  const isHere = asInternal === true || (asInternal !== false && asInternal.includes(identifier.type));
  return { ...identifier, userId, ...(isHere ? { segment: 'internal' as const } : {}) };
}

/** A type that is no longer configured says nothing against it. */
function isFor(recordType: RecordType, type: string, rules: IdentifierRules): boolean {
  if (recordType === 'contact') return false;
  return rules.types.get(type)?.recordTypes.includes(recordType) ?? true;
}

function besides({ type }: HeldIdentifier, into: UserRecord): readonly HeldIdentifier[] {
  return into.identifiers.filter((other) => other.type === type && other.status === 'active');
}

// A value that somebody has already: with whom it collides is told to those who may know, and to nobody else.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import { displayName } from '../../domain/user.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import type { Rights } from './rights.ts';
import { at, isLive } from './standing.ts';
import { isHidden } from './type-traits.ts';

/**
 * Refuses a value that is not free for this user. What she had and gave up is hers to have again, a former primary
 * identifier as such only.
 *
 * @throws VestibuleError VST_IDENTIFIER_TAKEN
 */
export function refuseTaken(
  known: Known,
  record: UserRecord,
  wanted: Pick<HeldIdentifier, 'type' | 'scope' | 'key'>,
  rules: IdentifierRules,
  rights: Rights,
): void {
  const own = at(record.identifiers, wanted);
  if (own !== undefined) refuseOwn(own, wanted.type, rules, rights);
  const holder = own === undefined ? known.holder(wanted) : undefined;
  if (holder !== undefined) throw takenBy(known, holder, rules, rights);
}

function refuseOwn(own: HeldIdentifier, type: string, rules: IdentifierRules, rights: Rights): void {
  const isFormerName = own.status === 'alias' && type === primaryType;
  if (isFormerName || !(isLive(own) || own.status === 'alias')) return;
  if (isSealed(own, rules, rights)) throw new VestibuleError('VST_IDENTIFIER_TAKEN', 'The value is taken');
  const state = own.status === 'inactive' ? ', where it is inactive' : '';
  throw new VestibuleError(
    'VST_IDENTIFIER_TAKEN',
    `The user herself has this value already, as ${typeOf(own)}${state}`,
    {
      userId: own.userId,
    },
  );
}

/** The refusal, in the words that this caller may read. */
export function takenBy(known: Known, holder: HeldIdentifier, rules: IdentifierRules, rights: Rights): VestibuleError {
  if (!rights.seesHolder || isSealed(holder, rules, rights))
    return new VestibuleError('VST_IDENTIFIER_TAKEN', 'The value is taken');
  const { status, holdUntil } = holder;
  const user = holder.userId === '' ? undefined : known.record(holder.userId)?.user;
  const until = holdUntil === undefined ? 'for good' : `until ${new Date(holdUntil).toISOString().slice(0, 10)}`;
  const isHeld = status === 'retired' || status === 'held';
  if (user === undefined) {
    return new VestibuleError('VST_IDENTIFIER_TAKEN', `The value belongs to nobody and is given to nobody ${until}`, {
      status,
      holdUntil,
    });
  }
  const who = `${user.primaryIdentifier} (${displayName(user.name)})`;
  const as = typeOf(holder);
  const message = isHeld
    ? `The value was given up by ${who}, who had it as ${as}, and is given to nobody else ${until}`
    : `The value is taken: ${who} has it as ${as}${status === 'active' || status === 'alias' ? '' : `, ${status}`}`;
  return new VestibuleError('VST_IDENTIFIER_TAKEN', message, {
    holder: user.id,
    status,
    ...(isHeld ? { holdUntil } : {}),
  });
}

/** Whoever is told whose a hidden value is could find values out by trying them. */
function isSealed({ type }: HeldIdentifier, rules: IdentifierRules, rights: Rights): boolean {
  return isHidden(rules, type) && !rights.isOperator;
}

function typeOf({ type, status }: HeldIdentifier): string {
  if (type === primaryType) return status === 'alias' ? 'former primary identifier' : 'primary identifier';
  return type;
}

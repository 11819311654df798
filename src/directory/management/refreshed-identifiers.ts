// What becomes of a user's identifiers by those that an upstream says she has: none that somebody else has, and none by which
// the profile itself finds people. Pure.
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import { keyOf } from '../folding.ts';
import { type IdentifierRules, identifierFault } from '../identifier-rules.ts';
import { at } from '../identifiers/standing.ts';
import type { Refused, SaidIdentifier } from './said-of-user.ts';

export interface RefreshContext {
  readonly rules: IdentifierRules;
  /** ISO 8601. */
  readonly now: string;
  readonly newId: () => string;
  /** Types that are never refreshed: those that the profile itself finds people by. */
  readonly matched: readonly string[];
  /** Whether the value is somebody else's, or nobody's and not to be given to anybody. */
  readonly isTaken: (identifier: Pick<HeldIdentifier, 'scope' | 'key'>) => boolean;
}

export function refreshedIdentifiers(
  { user, identifiers }: UserRecord,
  said: readonly SaidIdentifier[],
  context: RefreshContext,
) {
  const changed: string[] = [];
  const refused: Refused[] = [];
  let standing = identifiers;
  for (const { type, value } of said) {
    const identifier = { type, value, segment: 'external' as const, ...keyOf(context.rules.table, type, value) };
    const own = at(standing, identifier);
    if (own?.type === type && own.status === 'active') continue;
    const why = whyRefused(identifier, own, user, context);
    if (why !== undefined) {
      refused.push({ what: type, why });
      continue;
    }
    const isReplaced = (one: HeldIdentifier) =>
      one.type === type && one.segment === 'external' && one.status === 'active';
    const next: HeldIdentifier = { id: context.newId(), userId: user.id, status: 'active', ...identifier };
    standing = [...standing.filter((one) => !isReplaced(one)), next];
    changed.push(type);
  }
  return { identifiers: standing, changed, refused };
}

function whyRefused(
  identifier: Pick<HeldIdentifier, 'type' | 'value' | 'segment' | 'scope' | 'key'>,
  own: HeldIdentifier | undefined,
  { recordType }: User,
  { rules, matched, isTaken }: RefreshContext,
): string | undefined {
  if (matched.includes(identifier.type)) return 'people are found by it';
  const fault = identifierFault(rules, identifier, recordType);
  if (fault !== undefined) return fault.message.replace(/\.$/, '');
  if (own !== undefined) return `she has the value already, as ${own.type} (${own.status})`;
  return isTaken(identifier) ? 'somebody else has the value, or it is held back' : undefined;
}

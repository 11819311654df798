import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { namedUser } from '../named-user.ts';
import { settingsOf } from '../settings/settings-of.ts';
import type { Ground } from './deciding.ts';
import { refuseHidden, refuseLocked, refusePrimary } from './judge.ts';
import { holdUntil, type LifeSettings, refuseLastGone } from './life-settings.ts';
import type { ChangedIdentifier, NamedIdentifier } from './requests.ts';
import { rightsOf } from './rights.ts';
import { exchanged, standingIdentifier, standingRecord } from './standing.ts';

/**
 * Gives a value up: it names nobody from now on, stays in the user's record, and is given to nobody else within the
 * hold period. Of type `primary` this is a former primary identifier, and needs the permission to rename.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_UNKNOWN,
 *   VST_IDENTIFIER_INVALID, VST_FIELD_LOCKED, VST_FIELD_MISSING
 */
export async function retireIdentifier(
  directory: Directory,
  caller: Caller,
  request: NamedIdentifier,
): Promise<ChangedIdentifier> {
  const needed = request.type === primaryType ? 'rename-primary-identifier' : 'edit-identifiers';
  const rights = rightsOf(directory, caller, needed);
  const { institution, rules, changes } = directory;
  const { id: userId } = await namedUser(directory, request.user);
  const settings = await settingsOf(directory);
  return changes.change(institution.slug, { users: [userId] }, caller.actor, (known) =>
    decideRetire(known, { ...request, userId }, { rules, rights, settings }),
  );
}

export function decideRetire(
  known: Known,
  { type, value, userId, version }: Omit<NamedIdentifier, 'user'> & { readonly userId: string },
  { rules, rights, settings }: Ground,
): Decision<ChangedIdentifier> {
  const record = standingRecord(known, userId, version);
  refuseHidden(rules, type, rights);
  const before = standingIdentifier(record, type, keyOf(rules.table, type, value));
  if (before.status !== 'alias') refusePrimary(type);
  refuseLocked(record.user, before, rights);
  const identifier = retired(before, settings, known.now);
  const after = { ...record, identifiers: exchanged(record.identifiers, before, identifier) };
  refuseLastGone(settings, record, after);
  return {
    action: 'identifier-retired',
    records: [after],
    result: { userId, primaryIdentifier: record.user.primaryIdentifier, identifier },
  };
}

/** @throws VestibuleError VST_IDENTIFIER_UNKNOWN for one that is retired already */
export function retired(identifier: HeldIdentifier, settings: LifeSettings, now: number): HeldIdentifier {
  if (identifier.status === 'retired')
    throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', 'The identifier is retired already', { type: identifier.type });
  return { ...identifier, status: 'retired', holdUntil: holdUntil(settings, now) };
}

import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { namedUser } from '../named-user.ts';
import { settingsOf } from '../settings/settings-of.ts';
import type { Ground } from './deciding.ts';
import { invalid, refuseHidden, refuseLocked, refusePrimary } from './judge.ts';
import { refuseLastGone } from './life-settings.ts';
import type { ChangedIdentifier, NamedIdentifier } from './requests.ts';
import { rightsOf } from './rights.ts';
import { standingIdentifier, standingRecord } from './standing.ts';

/**
 * Takes an identifier away for good: anybody may have the value at once. A card that was in use is retired instead, and
 * what is retired stays until its time is over.
 *
 * @returns the identifier as it stood
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_UNKNOWN,
 *   VST_IDENTIFIER_INVALID, VST_FIELD_LOCKED, VST_FIELD_MISSING
 */
export async function detachIdentifier(
  directory: Directory,
  caller: Caller,
  request: NamedIdentifier,
): Promise<ChangedIdentifier> {
  const rights = rightsOf(directory, caller, 'edit-identifiers');
  const { institution, rules, changes } = directory;
  const { id: userId } = await namedUser(directory, request.user);
  const settings = await settingsOf(directory);
  return changes.change(institution.slug, { users: [userId] }, caller.actor, (known) =>
    decideDetach(known, { ...request, userId }, { rules, rights, settings }),
  );
}

export function decideDetach(
  known: Known,
  { type, value, userId, version }: Omit<NamedIdentifier, 'user'> & { readonly userId: string },
  { rules, rights, settings }: Ground,
): Decision<ChangedIdentifier> {
  const record = standingRecord(known, userId, version);
  refusePrimary(type);
  refuseHidden(rules, type, rights);
  const identifier = standingIdentifier(record, type, keyOf(rules.table, type, value));
  refuseLocked(record.user, identifier, rights);
  refuseHeld(identifier, known.now);
  const after = { ...record, identifiers: record.identifiers.filter((other) => other !== identifier) };
  refuseLastGone(settings, record, after);
  return {
    action: 'identifier-detached',
    records: [after],
    result: { userId, primaryIdentifier: record.user.primaryIdentifier, identifier },
  };
}

function refuseHeld({ type, status, holdUntil }: HeldIdentifier, now: number): void {
  if (status !== 'retired' || (holdUntil !== undefined && holdUntil <= now)) return;
  const until = holdUntil === undefined ? 'for good' : `until ${new Date(holdUntil).toISOString().slice(0, 10)}`;
  throw invalid(`A retired value is kept from others ${until}`, type);
}

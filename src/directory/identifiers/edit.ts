import type { IdentifierStatus, Segment } from '../../domain/identifier.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { namedUser } from '../named-user.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { noteOf } from './attach.ts';
import { decidedOver, type Ground } from './deciding.ts';
import { asKept, invalid, refuseHidden, refuseLocked, refusePrimary, refuseUnfit } from './judge.ts';
import { refuseLastGone } from './life-settings.ts';
import type { ChangedIdentifier, NamedIdentifier } from './requests.ts';
import { rightsOf } from './rights.ts';
import { exchanged, isLive, standingIdentifier, standingRecord } from './standing.ts';
import { refuseTaken } from './taken.ts';

/** What is not named stays as it is. */
export interface EditRequest extends NamedIdentifier {
  readonly newValue?: string | undefined;
  readonly status?: Extract<IdentifierStatus, 'active' | 'inactive'> | undefined;
  readonly segment?: Segment | undefined;
  /** An empty one takes the note away. */
  readonly note?: string | undefined;
}

/**
 * Changes one identifier in place. A retired one comes back by a status.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_UNKNOWN,
 *   VST_IDENTIFIER_INVALID, VST_IDENTIFIER_TAKEN, VST_FIELD_LOCKED, VST_FIELD_MISSING
 */
export async function editIdentifier(
  directory: Directory,
  caller: Caller,
  request: EditRequest,
): Promise<ChangedIdentifier> {
  const rights = rightsOf(directory, caller, 'edit-identifiers');
  const { institution, rules, changes } = directory;
  const { id: userId } = await namedUser(directory, request.user);
  const settings = await settingsOf(directory);
  const newValue = request.newValue === undefined ? undefined : asKept(request.newValue);
  const keys = [keyOf(rules.table, request.type, newValue ?? request.value)];
  return changes.change(
    institution.slug,
    { users: [userId], keys },
    caller.actor,
    decidedOver(directory, caller, [userId], (known) =>
      decideEdit(known, { ...request, newValue, userId }, { rules, rights, settings }),
    ),
  );
}

type EditInput = Omit<EditRequest, 'user'> & { readonly userId: string };

export function decideEdit(known: Known, input: EditInput, ground: Ground): Decision<ChangedIdentifier> {
  const { rules, rights, settings } = ground;
  const { type, userId } = input;
  const record = standingRecord(known, userId, input.version);
  const { user, identifiers } = record;
  refusePrimary(type);
  refuseHidden(rules, type, rights);
  const before = standingIdentifier(record, type, keyOf(rules.table, type, input.value));
  refuseLocked(user, before, rights);
  const identifier = edited(before, input, keyOf(rules.table, type, input.newValue ?? before.value));
  refuseLocked(user, identifier, rights);
  // What was given up may have become unfit since: she may be a contact by now.
  const comesBack = isLive(identifier) && !isLive(before);
  const isOther = identifier.value !== before.value || identifier.segment !== before.segment;
  if (comesBack || isOther) refuseUnfit(rules, identifier, user);
  if (identifier.key !== before.key) {
    if (before.status === 'retired') throw invalid('A retired value is kept as it is', type);
    refuseTaken(known, record, identifier, rules, rights);
  }
  const after = { ...record, identifiers: exchanged(identifiers, before, identifier) };
  refuseLastGone(settings, record, after);
  return {
    action: 'identifier-edited',
    records: [after],
    result: { userId, primaryIdentifier: user.primaryIdentifier, identifier },
  };
}

function edited(
  { holdUntil, note, ...before }: HeldIdentifier,
  input: EditInput,
  key: Pick<HeldIdentifier, 'scope' | 'key'>,
): HeldIdentifier {
  return {
    ...before,
    ...key,
    value: input.newValue ?? before.value,
    status: input.status ?? before.status,
    segment: input.segment ?? before.segment,
    ...(input.note === undefined ? (note === undefined ? {} : { note }) : noteOf(input.note, before.type)),
    // Of a value that stays retired the time goes on.
    ...(input.status === undefined && holdUntil !== undefined ? { holdUntil } : {}),
  };
}

import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { namedUser } from '../named-user.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { noteOf } from './attach.ts';
import { decidedOver, type Ground } from './deciding.ts';
import { asKept, invalid, refuseHidden, refuseLocked, refusePrimary, refuseUnfit } from './judge.ts';
import type { ChangedIdentifier, NamedIdentifier } from './requests.ts';
import { retired } from './retire.ts';
import { rightsOf } from './rights.ts';
import { at, exchanged, standingIdentifier, standingRecord } from './standing.ts';
import { refuseTaken } from './taken.ts';

/** `value` is what goes. */
export interface ReplaceRequest extends NamedIdentifier {
  readonly newValue: string;
  /** Of the new one. */
  readonly note?: string | undefined;
}

export interface ReplacedIdentifier extends ChangedIdentifier {
  readonly retired: HeldIdentifier;
}

/**
 * A card is lost: in one change the old value is retired and the new one stands in its place, in the same segment.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_UNKNOWN,
 *   VST_IDENTIFIER_INVALID, VST_IDENTIFIER_TAKEN, VST_FIELD_LOCKED
 */
export async function replaceIdentifier(
  directory: Directory,
  caller: Caller,
  request: ReplaceRequest,
): Promise<ReplacedIdentifier> {
  const rights = rightsOf(directory, caller, 'edit-identifiers');
  const { institution, rules, changes, clock, random } = directory;
  const { id: userId } = await namedUser(directory, request.user);
  const settings = await settingsOf(directory);
  const newValue = asKept(request.newValue);
  const input = { ...request, newValue, userId, id: random.uuid(clock.now()) };
  const keys = [keyOf(rules.table, request.type, newValue)];
  return changes.change(
    institution.slug,
    { users: [userId], keys },
    caller.actor,
    decidedOver(directory, caller, [userId], (known) => decideReplace(known, input, { rules, rights, settings })),
  );
}

type ReplaceInput = Omit<ReplaceRequest, 'user'> & { readonly userId: string; readonly id: string };

export function decideReplace(known: Known, input: ReplaceInput, ground: Ground): Decision<ReplacedIdentifier> {
  const { rules, rights, settings } = ground;
  const { type, userId } = input;
  const record = standingRecord(known, userId, input.version);
  const { user } = record;
  refusePrimary(type);
  refuseHidden(rules, type, rights);
  const old = standingIdentifier(record, type, keyOf(rules.table, type, input.value));
  refuseLocked(user, old, rights);
  const wanted = { type, value: input.newValue, segment: old.segment };
  refuseUnfit(rules, wanted, user);
  const key = keyOf(rules.table, type, wanted.value);
  if (key.key === old.key) throw invalid('The new value is the old one', type);
  refuseTaken(known, record, { type, ...key }, rules, rights);
  const again = at(record.identifiers, key);
  if (again !== undefined) refuseLocked(user, again, rights);
  const id = again?.type === type ? again.id : input.id;
  const identifier: HeldIdentifier = { ...wanted, id, userId, status: 'active', ...noteOf(input.note, type), ...key };
  const gone = retired(old, settings, known.now);
  return {
    action: 'identifier-replaced',
    records: [{ ...record, identifiers: exchanged(exchanged(record.identifiers, old, gone), undefined, identifier) }],
    result: { userId, primaryIdentifier: user.primaryIdentifier, identifier, retired: gone },
  };
}

import type { IdentifierStatus, Segment } from '../../domain/identifier.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { text } from '../input-fields.ts';
import { namedUser } from '../named-user.ts';
import { decidedOver, type Ground } from './deciding.ts';
import { asKept, invalid, refuseHidden, refuseLocked, refusePrimary, refuseUnfit } from './judge.ts';
import type { ChangedIdentifier, NamedUser } from './requests.ts';
import { rightsOf } from './rights.ts';
import { at, exchanged, standingRecord } from './standing.ts';
import { refuseTaken } from './taken.ts';

const noteText = text(2000);

export interface AttachRequest extends NamedUser {
  readonly type: string;
  readonly value: string;
  /** Internal unless said; external only for those who may change what another system manages. */
  readonly segment?: Segment | undefined;
  readonly status?: Extract<IdentifierStatus, 'active' | 'inactive'> | undefined;
  readonly note?: string | undefined;
}

/**
 * Gives a user a further name. A value that she gave up becomes hers again.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_INVALID,
 *   VST_IDENTIFIER_TAKEN, VST_FIELD_LOCKED
 */
export async function attachIdentifier(
  directory: Directory,
  caller: Caller,
  request: AttachRequest,
): Promise<ChangedIdentifier> {
  const rights = rightsOf(directory, caller, 'edit-identifiers');
  const { institution, rules, changes, clock, random } = directory;
  const { id: userId } = await namedUser(directory, request.user);
  const input = { ...request, value: asKept(request.value), userId, id: random.uuid(clock.now()) };
  const keys = [keyOf(rules.table, input.type, input.value)];
  return changes.change(
    institution.slug,
    { users: [userId], keys },
    caller.actor,
    decidedOver(directory, caller, [userId], (known) => decideAttach(known, input, { rules, rights })),
  );
}

type AttachInput = Omit<AttachRequest, 'user'> & { readonly userId: string; readonly id: string };

export function decideAttach(
  known: Known,
  input: AttachInput,
  { rules, rights }: Pick<Ground, 'rules' | 'rights'>,
): Decision<ChangedIdentifier> {
  const { type, value, userId, segment = 'internal', status = 'active', note } = input;
  const record = standingRecord(known, userId, input.version);
  const { user, identifiers } = record;
  refusePrimary(type);
  refuseHidden(rules, type, rights);
  refuseUnfit(rules, { type, value, segment }, user);
  refuseLocked(user, { type, segment }, rights);
  const key = keyOf(rules.table, type, value);
  refuseTaken(known, record, { type, ...key }, rules, rights);
  const own = at(identifiers, key);
  if (own !== undefined) refuseLocked(user, own, rights);
  const id = own?.type === type ? own.id : input.id;
  const identifier: HeldIdentifier = { id, userId, type, value, status, segment, ...noteOf(note, type), ...key };
  return {
    action: 'identifier-attached',
    records: [{ ...record, identifiers: exchanged(identifiers, undefined, identifier) }],
    result: { userId, primaryIdentifier: user.primaryIdentifier, identifier },
  };
}

/** An empty note is none. @throws VestibuleError VST_IDENTIFIER_INVALID for one that no import would take */
export function noteOf(note: string | undefined, type: string): { readonly note?: string } {
  const read = noteText.safeParse(note ?? '');
  if (!read.success) throw invalid(`The note cannot be taken: ${read.error.issues[0]?.message ?? ''}`, type);
  return read.data === '' ? {} : { note: read.data };
}

// What a person proved at a provider becomes an identifier of hers. Nobody is asked for permission here: the proof is hers,
// and what may go wrong is decided in the one transaction that writes it.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { User } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { identifierFault } from '../identifier-rules.ts';
import type { ProfileAdmission, RefusalOf } from '../invitations/deps.ts';
import { authorizeOver } from '../roles/authorize-over.ts';
import { asKept } from './judge.ts';
import { at, exchanged, isLive } from './standing.ts';

export interface AttachProvedRequest {
  readonly userId: string;
  /** Her session epoch when it was begun: once her sessions are over, so is this. */
  readonly epoch: number;
  readonly type: string;
  readonly value: string;
  /** Of the profile: who may not come in by it attaches nothing of it. */
  readonly admission: ProfileAdmission;
  readonly note: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly invitation?: { readonly id: string; readonly by: string } | undefined;
}

export type AttachProvedOutcome =
  | { readonly type: 'attached'; readonly user: User; readonly identifier: HeldIdentifier; readonly wasHers: boolean }
  /** Somebody has it, or it is kept from everybody for a while. */
  | { readonly type: 'taken'; readonly holder: string | undefined }
  /** She was changed, merged or signed out everywhere since, or the invitation was used. */
  | { readonly type: 'over'; readonly why: string }
  | { readonly type: 'refused'; readonly why: string };

/** @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL */
export async function attachProved(
  directory: Directory,
  actor: Actor,
  request: AttachProvedRequest,
  refusalOf: RefusalOf,
): Promise<AttachProvedOutcome> {
  const { institution, rules, changes, clock, random } = directory;
  const value = asKept(request.value);
  const id = random.uuid(clock.now());
  const { by = 'operator' } = request.invitation ?? {};
  const reads = {
    users: by === 'operator' ? [request.userId] : [request.userId, by],
    keys: [keyOf(rules.table, request.type, value)],
  };
  try {
    return await changes.change(institution.slug, reads, actor, (known) =>
      decideAttachProved(directory, known, { ...request, value, id }, refusalOf),
    );
  } catch (error) {
    if (!(error instanceof VestibuleError) || error.code !== 'VST_LINK_OVER') throw error;
    return { type: 'over', why: error.message };
  }
}

export function decideAttachProved(
  directory: Pick<Directory, 'institution' | 'rules'>,
  known: Known,
  request: AttachProvedRequest & { readonly id: string },
  refusalOf: RefusalOf,
): Decision<AttachProvedOutcome> {
  const { rules, institution } = directory;
  const { userId, type, value, invitation } = request;
  const nothing = (result: AttachProvedOutcome) => ({ action: 'identifier-attached', records: [], result });
  const record = known.record(userId);
  if (record === undefined) return nothing({ type: 'over', why: 'The user is no more' });
  const { user, identifiers } = record;
  if (user.sessionEpoch !== request.epoch) return nothing({ type: 'over', why: 'Her sessions were ended meanwhile' });
  const today = dayIn(institution.timeZone, known.now);
  const reason = refusalOf(user, request.admission, today);
  if (reason !== undefined) return nothing({ type: 'refused', why: reason });
  if (invitation !== undefined && !mayStillInvite(directory, known, user, invitation.by, refusalOf))
    return nothing({ type: 'refused', why: 'whoever invited her may do less than she' });
  const fault = identifierFault(rules, { type, value, segment: 'internal' }, user.recordType);
  if (fault !== undefined) return nothing({ type: 'refused', why: fault.message });

  const key = keyOf(rules.table, type, value);
  const own = at(identifiers, key);
  if (own?.status === 'inactive') return nothing({ type: 'refused', why: 'she has it, and it is switched off' });
  const holder = own === undefined ? known.holder(key) : undefined;
  if (holder !== undefined) return nothing({ type: 'taken', holder: holder.userId === '' ? undefined : holder.userId });
  const spends = invitation?.id;
  if (own !== undefined && isLive(own))
    return { ...nothing({ type: 'attached', user, identifier: own, wasHers: true }), spends };
  const what = { id: own?.id ?? request.id, userId, type, value, note: request.note, ...key };
  const identifier: HeldIdentifier = { ...what, status: 'active', segment: 'internal' };
  return {
    action: 'identifier-attached',
    records: [{ ...record, identifiers: exchanged(identifiers, undefined, identifier) }],
    spends,
    facts: request.facts,
    result: { type: 'attached', user, identifier, wasHers: false },
  };
}

/** She may have been given roles since; whoever invited her must not come to them by this. */
function mayStillInvite(
  { institution }: Pick<Directory, 'institution'>,
  known: Known,
  user: User,
  by: string,
  refusalOf: RefusalOf,
): boolean {
  if (by === 'operator') return true;
  const today = dayIn(institution.timeZone, known.now);
  const inviter = known.record(by)?.user;
  const mayNothing =
    inviter === undefined || refusalOf(inviter, { recordTypes: ['public', 'staff'] }, today) !== undefined;
  const grants = mayNothing ? [] : inviter.roles;
  try {
    authorizeOver({ institution }, { actor: { who: by, via: 'invitation' }, grants }, user, today);
    return true;
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_NOT_ALLOWED') return false;
    throw error;
  }
}

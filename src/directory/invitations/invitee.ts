// Who is invited to what: what is asked before any invitation, by letter or by code.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { User } from '../../domain/user.ts';
import type { Caller } from '../deps.ts';
import type { FaultCode } from '../fault.ts';
import { namedUser } from '../named-user.ts';
import { type Action, authorize, isAllowed } from '../permissions.ts';
import { authorizeOver } from '../roles/authorize-over.ts';
import { type AttachableProfile, attachableProfile } from './attachable.ts';
import type { InvitationDeps } from './deps.ts';

export interface InviteRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  /** Id of the login profile that she is to attach an identity of. */
  readonly profile: string;
}

/** Why she cannot be invited, in a sentence for whoever asks. */
export interface InvitationFault {
  readonly type: 'refused';
  readonly code: FaultCode;
  readonly message: string;
}

export interface Invitee {
  readonly type: 'invitee';
  readonly user: User;
  readonly profile: AttachableProfile;
}

/** @throws VestibuleError VST_PROFILE_UNKNOWN where nothing can be attached of the profile */
export function wantedProfile({ directory }: InvitationDeps, id: string): AttachableProfile {
  const profile = attachableProfile(directory.institution, id);
  if (profile !== undefined) return profile;
  throw new VestibuleError(
    'VST_PROFILE_UNKNOWN',
    `No enabled login profile "${id}" takes invitations: it needs attachable: true`,
    { profile: id },
  );
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_PROFILE_UNKNOWN */
export async function inviteeOf(
  deps: InvitationDeps,
  caller: Caller,
  action: Extract<Action, 'invite-users' | 'print-invitation'>,
  request: InviteRequest,
): Promise<Invitee | InvitationFault> {
  const { directory, refusalOf } = deps;
  const { institution, rules, users, clock } = directory;
  const today = dayIn(institution.timeZone, clock.now());
  authorize(caller, action, institution.code, today);
  const profile = wantedProfile(deps, request.profile);
  const { id } = await namedUser(directory, request.user);
  const user = await users.user(institution.slug, id);
  if (user === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user has gone meanwhile');
  authorizeOver(directory, caller, user, today);
  if (!isAllowed(caller, 'invite-users', institution.code, today) && user.recordType !== 'public')
    throw new VestibuleError('VST_NOT_ALLOWED', 'A desk hands invitations to public users only', { action });
  const reason = refusalOf(user, profile.config, today);
  if (reason !== undefined)
    return {
      type: 'refused',
      code: 'not-eligible',
      message: `She could not sign in by "${request.profile}": ${reason}.`,
    };
  const types = rules.types.get(profile.type)?.recordTypes ?? [];
  if (!types.includes(user.recordType)) {
    const message = `Identifiers of type ${profile.type} are not for ${user.recordType} users.`;
    return { type: 'refused', code: 'identifier-type-not-for-record', message };
  }
  return { type: 'invitee', user, profile };
}

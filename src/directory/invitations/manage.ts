// Invitations as staff look after them.
import { dayIn } from '../../domain/day.ts';
import type { Invitation } from '../../domain/invitation.ts';
import type { InvitationFilter } from '../../domain/ports/invitations.ts';
import type { Caller } from '../deps.ts';
import { namedUser } from '../named-user.ts';
import { authorize } from '../permissions.ts';
import type { InvitationDeps } from './deps.ts';

type ManageDeps = Pick<InvitationDeps, 'directory' | 'invitations' | 'journal'>;

/**
 * Takes back every invitation of a user that is still good.
 *
 * @param request `profile` of one sign-in only
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function revokeInvitations(
  deps: ManageDeps,
  caller: Caller,
  request: { readonly user: string; readonly profile?: string | undefined },
): Promise<{ readonly primaryIdentifier: string; readonly revoked: number }> {
  const { directory, invitations, journal } = deps;
  const { institution, clock } = directory;
  mayInvite(deps, caller);
  const { id: userId, primaryIdentifier } = await namedUser(directory, request.user);
  const at = clock.now();
  const revoked = await invitations.revoke(institution.slug, userId, request.profile, at);
  if (revoked > 0)
    await journal.audit({
      at,
      institution: institution.slug,
      action: 'invitations-revoked',
      actor: caller.actor.who,
      via: caller.actor.via,
      userId,
      detail: { count: revoked, ...(request.profile === undefined ? {} : { profile: request.profile }) },
    });
  return { primaryIdentifier, revoked };
}

/** An invitation, whose it is and by whom, as staff read it. */
export interface SeenInvitation extends Omit<Invitation, 'state'> {
  /** `over`: its time is. */
  readonly state: Invitation['state'] | 'over';
  /** Her primary identifier; her internal id where she is no more. */
  readonly user: string;
}

/** Newest first. @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN */
export async function* listInvitations(
  deps: ManageDeps,
  caller: Caller,
  { user, ...filter }: Omit<InvitationFilter, 'userId'> & { readonly user?: string | undefined },
): AsyncGenerator<SeenInvitation> {
  const { directory, invitations } = deps;
  const { institution, users, clock } = directory;
  mayInvite(deps, caller);
  const userId = user === undefined ? undefined : (await namedUser(directory, user)).id;
  for await (const one of invitations.list(institution.slug, { ...filter, userId })) {
    const isOver = one.state === 'open' && one.endsAt <= clock.now();
    if (isOver && filter.state === 'open') continue;
    const holder = await users.summary(institution.slug, one.userId);
    yield { ...one, state: isOver ? 'over' : one.state, user: holder?.primaryIdentifier ?? one.userId };
  }
}

function mayInvite({ directory: { institution, clock } }: ManageDeps, caller: Caller): void {
  authorize(caller, 'invite-users', institution.code, dayIn(institution.timeZone, clock.now()));
}

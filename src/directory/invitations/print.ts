import type { Caller } from '../deps.ts';
import type { InvitationDeps } from './deps.ts';
import { type InvitationFault, type InviteRequest, inviteeOf } from './invitee.ts';
import { newInvitation, tellInvited } from './made.ts';
import { invitationId, newInvitationCode, printedCode } from './secret.ts';

export type PrintOutcome =
  | {
      readonly type: 'printed';
      readonly userId: string;
      readonly primaryIdentifier: string;
      /** In groups, as it is handed to her: it stands here and nowhere else. */
      readonly code: string;
      readonly endsAt: number;
    }
  | InvitationFault;

/**
 * A one-time code to hand to somebody who stands at the desk. Any invitation for the same sign-in that she had before is
 * over.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_PROFILE_UNKNOWN
 */
export async function printInvitation(
  deps: InvitationDeps,
  caller: Caller,
  request: InviteRequest,
): Promise<PrintOutcome> {
  const { directory, invitations, sealing } = deps;
  const invitee = await inviteeOf(deps, caller, 'print-invitation', request);
  if (invitee.type === 'refused') return invitee;
  const code = newInvitationCode(directory.random);
  const id = invitationId(sealing, directory.institution.slug, code);
  const made = newInvitation(deps, caller, invitee, { id, kind: 'code' });
  await invitations.add({ ...made, sentAt: made.madeAt });
  await tellInvited(deps, caller, made);
  const { id: userId, primaryIdentifier } = invitee.user;
  return { type: 'printed', userId, primaryIdentifier, code: printedCode(code), endsAt: made.endsAt };
}

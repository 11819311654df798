// Finding an invitation by what somebody holds of it. Looking spends nothing, and one that is over, used or made up is the
// same to whoever looks: none.
import type { Invitation } from '../../domain/invitation.ts';
import type { InvitationDeps } from './deps.ts';
import { invitationId, parseInvitationCode, secretOfToken } from './secret.ts';

type ReadDeps = Pick<InvitationDeps, 'directory' | 'invitations' | 'sealing'>;

export async function invitationOfLink(deps: ReadDeps, token: string): Promise<Invitation | undefined> {
  return openInvitation(deps, 'letter', secretOfToken(deps.sealing, deps.directory.institution.slug, token));
}

export async function invitationOfCode(deps: ReadDeps, typed: string): Promise<Invitation | undefined> {
  return openInvitation(deps, 'code', parseInvitationCode(typed));
}

async function openInvitation(
  { directory: { institution, clock }, invitations, sealing }: ReadDeps,
  kind: Invitation['kind'],
  secret: string | undefined,
): Promise<Invitation | undefined> {
  if (secret === undefined) return undefined;
  const found = await invitations.find(institution.slug, invitationId(sealing, institution.slug, secret));
  const isGood = found?.kind === kind && found.state === 'open' && found.endsAt > clock.now();
  return isGood ? found : undefined;
}

import type { Invitation, InvitationKind } from '../../domain/invitation.ts';
import type { NewInvitation } from '../../domain/ports/invitations.ts';
import type { Caller } from '../deps.ts';
import type { InvitationDeps } from './deps.ts';
import type { Invitee } from './invitee.ts';

const dayMs = 86_400_000;

export function newInvitation(
  { directory: { institution, clock } }: InvitationDeps,
  { actor }: Caller,
  { user, profile }: Invitee,
  { id, kind }: { readonly id: string; readonly kind: InvitationKind },
): NewInvitation {
  const madeAt = clock.now();
  const endsAt = madeAt + institution.invitations.days * dayMs;
  const what = { id, kind, profile: profile.config.id };
  return { institution: institution.slug, ...what, userId: user.id, by: actor.who, madeAt, endsAt };
}

/** Who invited whom to what stands in the audit; the secret stands nowhere. */
export async function tellInvited(
  { journal }: InvitationDeps,
  { actor }: Caller,
  { institution, kind, userId, profile, madeAt, endsAt }: Omit<NewInvitation, 'id'> & Pick<Invitation, 'kind'>,
): Promise<void> {
  await journal.audit({
    at: madeAt,
    institution,
    action: kind === 'letter' ? 'invitation-sent' : 'invitation-printed',
    actor: actor.who,
    via: actor.via,
    userId,
    detail: { profile, endsAt: new Date(endsAt).toISOString() },
  });
}

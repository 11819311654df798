import { VestibuleError } from '../../domain/errors.ts';
import type { Caller } from '../deps.ts';
import type { InvitationDeps } from './deps.ts';
import { type InvitationFault, type Invitee, type InviteRequest, inviteeOf } from './invitee.ts';
import { newInvitation, tellInvited } from './made.ts';
import { invitationId, newLinkToken } from './secret.ts';
import { storedAddress } from './stored-address.ts';

export interface SendRequest extends InviteRequest {
  /** Nobody who has such an identifier already, or an invitation that is still good, is written to again. */
  readonly onlyNew?: boolean | undefined;
}

export type SendOutcome =
  | {
      readonly type: 'sent';
      readonly userId: string;
      readonly primaryIdentifier: string;
      readonly address: string;
      readonly endsAt: number;
    }
  /** With `onlyNew`. */
  | { readonly type: 'standing'; readonly primaryIdentifier: string; readonly why: 'attached' | 'invited' }
  | InvitationFault;

/**
 * Sends a user a letter with a link to attach a sign-in. Any invitation for it that she had before is over.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_PROFILE_UNKNOWN; VST_CONFIG_INVALID where there is no
 *   mail; VST_BUSY when too many letters wait: nothing was sent then
 */
export async function sendInvitation(deps: InvitationDeps, caller: Caller, request: SendRequest): Promise<SendOutcome> {
  const { directory, invitations, letters, sealing } = deps;
  const { institution, clock, random } = directory;
  if (letters === undefined)
    throw new VestibuleError('VST_CONFIG_INVALID', 'This installation has no mail: print a code instead');
  const invitee = await inviteeOf(deps, caller, 'invite-users', request);
  if (invitee.type === 'refused') return invitee;
  const { user } = invitee;
  const { id: userId, primaryIdentifier, preferredLanguage: language } = user;
  const why = request.onlyNew === true ? await standing(deps, invitee) : undefined;
  if (why !== undefined) return { type: 'standing', primaryIdentifier, why };
  const { trust } = institution.invitations;
  const address = storedAddress(user, trust, (one) => letters.canWriteTo(one));
  if (address === undefined)
    return {
      type: 'refused',
      code: 'field-missing',
      message: `She has no email address that counts (invitations.trust: ${trust}): print a code for her instead.`,
    };

  const { secret, token } = newLinkToken(sealing, random, institution.slug);
  const id = invitationId(sealing, institution.slug, secret);
  const made = newInvitation(deps, caller, invitee, { id, kind: 'letter' });
  await invitations.add(made);
  await letters.invite({ userId, address, language }, { profile: request.profile, token, endsAt: made.endsAt });
  // Marked last: of one that was interrupted here nobody has the link, and the next run writes to her.
  await invitations.sent(institution.slug, id, clock.now());
  await tellInvited(deps, caller, made);
  return { type: 'sent', userId, primaryIdentifier, address, endsAt: made.endsAt };
}

async function standing(
  { directory: { institution, users, clock }, invitations }: InvitationDeps,
  { user, profile }: Invitee,
): Promise<'attached' | 'invited' | undefined> {
  const { slug } = institution;
  const has = (await users.identifiers(slug, user.id)).some(
    ({ type, status }) => type === profile.type && status === 'active',
  );
  if (has) return 'attached';
  const open = invitations.list(slug, { userId: user.id, profile: profile.config.id, state: 'open' });
  for await (const { sentAt, endsAt } of open) if (sentAt !== undefined && endsAt > clock.now()) return 'invited';
  return undefined;
}

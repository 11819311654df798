// After each change of her ways to sign in a person is written to, at the address that the library has of her.
import { storedAddress } from '../../directory/invitations/stored-address.ts';
import type { User } from '../../domain/user.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';

/** What was done stands, whether or not the letter can be written: then it is told to the log. */
export async function confirmByLetter(
  { attachments, clock }: Pick<LoginDeps, 'attachments' | 'clock'>,
  visit: Visit,
  { id: userId, emails, preferredLanguage: language }: User,
  given: { readonly what: 'attached' | 'detached'; readonly profile: string },
): Promise<void> {
  const { config, slug } = visit.institution;
  const letters = attachments.letters(config);
  // Any address that stands in the record: a warning is worth most where the others are not proved.
  const address = letters && storedAddress({ emails }, 'all', (one) => letters.canWriteTo(one));
  if (letters === undefined || address === undefined) return;
  try {
    await letters.confirm({ userId, address, language }, { ...given, at: clock.now() });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    attachments.log.warn('letter not written', { institution: slug, profile: given.profile, message });
  }
}

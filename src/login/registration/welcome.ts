// The letter to somebody who is a user now. That it cannot be written keeps nobody out.
import type { Institution } from '../../institutions.ts';
import { composeLetter } from '../../mail/compose.ts';
import type { EmailDeps } from '../email/deps.ts';

export async function sendWelcome(
  { mailer, publicUrl, log }: Pick<EmailDeps, 'mailer' | 'publicUrl' | 'log'>,
  { slug, config }: Institution,
  language: string,
  made: { readonly userId: string; readonly primaryIdentifier: string; readonly email: string },
): Promise<void> {
  try {
    const letter = composeLetter(config, language, 'registration-welcome', {
      number: made.primaryIdentifier,
      link: `${publicUrl}/${slug}/login`,
    });
    await mailer?.send({ ...letter, to: made.email, userId: made.userId });
  } catch (error) {
    log.warn('welcome letter not written', {
      institution: slug,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

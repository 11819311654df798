// The letters about a person's ways to sign in, in the words of an institution and the language of her record.
import type { InstitutionConfig } from '../../config/schema.ts';
import type { Addressee, AttachmentLetters } from '../domain/ports/attachment-letters.ts';
import type { Mailer } from '../domain/ports/mailer.ts';
import { chooseLanguage, localized } from '../web/languages.ts';
import { isMailAddress } from './address.ts';
import { composeLetter } from './compose.ts';

/** @param publicUrl the origin of every link */
export function attachmentLetters(mailer: Mailer, publicUrl: string, config: InstitutionConfig): AttachmentLetters {
  const { origin } = new URL(publicUrl);
  const languageFor = ({ language }: Addressee): string =>
    chooseLanguage({ query: undefined, cookie: language, acceptLanguage: undefined, offered: config.languages })
      .language;
  const labelOf = (id: string, language: string): string => {
    const profile = config.loginProfiles.find((one) => one.id === id);
    return profile === undefined ? id : oneLine(localized(profile.label, language));
  };
  const moment = (at: number, language: string): string =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: config.timeZone }).format(at);

  return {
    canWriteTo: isMailAddress,
    async invite(to, { profile, token, endsAt }) {
      const language = languageFor(to);
      const letter = composeLetter(config, language, 'invitation', {
        profile: labelOf(profile, language),
        link: `${origin}/${config.slug}/invite?t=${token}`,
        until: moment(endsAt, language),
      });
      await mailer.send({ ...letter, to: to.address, userId: to.userId, endsAt });
    },
    async confirm(to, { what, profile, at }) {
      const language = languageFor(to);
      const letter = composeLetter(config, language, `method-${what}`, {
        profile: labelOf(profile, language),
        when: moment(at, language),
        contact: contactOf(config, language),
      });
      await mailer.send({ ...letter, to: to.address, userId: to.userId });
    },
  };
}

/** Whom to ask, in one line; empty where the library does not say. */
function contactOf({ help }: InstitutionConfig, language: string): string {
  const text = help?.text === undefined ? undefined : localized(help.text, language);
  return oneLine([text, help?.email, help?.url].filter((part) => part !== undefined && part !== '').join(', '));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 500);
}

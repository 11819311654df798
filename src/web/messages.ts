// Every text a person sees. A catalogue is ICU MessageFormat; the English one names the keys, and a test holds the
// others to the same keys and arguments.
import { IntlMessageFormat } from 'intl-messageformat';
import de from './messages/de.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };

export type MessageKey = keyof typeof en;
export type Catalogue = Readonly<Record<MessageKey, string>>;
export type MessageArguments = Readonly<Record<string, string | number>>;

/** Gives plain text, never markup. An argument left out is a fault and throws. */
export type Translator = (key: MessageKey, args?: MessageArguments) => string;

export const catalogues: Readonly<Record<string, Catalogue>> = { en, de };

/** Whether there are texts in this language; `de-AT` is read in `de`. */
export function hasCatalogue(tag: string): boolean {
  return Object.hasOwn(catalogues, baseOf(tag));
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

const translators = new Map<string, Translator>();

/** @param language a tag; where there is no catalogue for it, English */
export function translatorFor(language: string): Translator {
  const tag = hasCatalogue(language) ? baseOf(language) : 'en';
  const known = translators.get(tag);
  if (known !== undefined) return known;
  const made = translatorOf(catalogues[tag] ?? en, tag);
  translators.set(tag, made);
  return made;
}

/** A translator over one catalogue; each message is parsed once, at its first use. */
export function translatorOf(catalogue: Catalogue, language: string): Translator {
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  return (key, args) => {
    let message = parsed.get(key);
    if (message === undefined) {
      // Markup belongs to the pages: a "<" in a text is a "<".
      message = new IntlMessageFormat(catalogue[key], language, undefined, { ignoreTag: true });
      parsed.set(key, message);
    }
    return String(message.format(args));
  };
}

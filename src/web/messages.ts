// Every text a person sees. A catalogue is ICU MessageFormat, one file a language; the English one names the keys, and a
// test holds the others to the same keys and arguments. A file is read when its language is first spoken: a library that
// offers two languages keeps two in memory.
import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { directionOf } from './direction.ts';
import { isolated } from './isolation.ts';
import en from './messages/en.json' with { type: 'json' };

export type MessageKey = keyof typeof en;
export type Catalogue = Readonly<Partial<Record<string, string>>>;
export type MessageArguments = Readonly<Record<string, string | number>>;

/** Gives plain text, never markup. An argument left out is a fault and throws. */
export type Translator = (key: MessageKey, args?: MessageArguments) => string;

/** The languages that there are texts in. `zh` is written in simplified characters. */
export const messageLanguages = ['en', 'de', 'fr', 'es', 'zh', 'ar', 'he'] as const;

export type MessageLanguage = (typeof messageLanguages)[number];

/** Whether there are texts in this language; `de-AT` is read in `de`. */
export function hasCatalogue(tag: string): boolean {
  return languageOf(tag) !== undefined;
}

/** Whose texts a tag is read in. Those in another script are another's: `zh-TW` is not read in simplified characters. */
function languageOf(tag: string): MessageLanguage | undefined {
  try {
    const wanted = new Intl.Locale(tag).maximize();
    const found = messageLanguages.find((each) => each === wanted.language);
    return found !== undefined && new Intl.Locale(found).maximize().script === wanted.script ? found : undefined;
  } catch {
    // No tag at all.
    return undefined;
  }
}

const catalogues = new Map<MessageLanguage, Catalogue>([['en', en]]);

/** The texts of one language, from its file the first time. */
export function catalogueOf(language: MessageLanguage): Catalogue {
  const known = catalogues.get(language);
  if (known !== undefined) return known;
  const read: unknown = JSON.parse(readFileSync(new URL(`./messages/${language}.json`, import.meta.url), 'utf8'));
  const texts = Object.entries(read ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const catalogue = Object.fromEntries(texts);
  catalogues.set(language, catalogue);
  return catalogue;
}

const translators = new Map<string, Translator>();
const translatorsMax = 50;

/** @param tag of a language; where there are no texts in it, English */
export function translatorFor(tag: string): Translator {
  const known = translators.get(tag);
  if (known !== undefined) return known;
  const language = languageOf(tag);
  const made = translatorOf(catalogueOf(language ?? 'en'), language === undefined ? 'en' : tag);
  // Tags come from configuration, where they are few; whatever else should ask is served, and not kept.
  if (translators.size < translatorsMax) translators.set(tag, made);
  return made;
}

/** A translator over one catalogue; each message is parsed once, at its first use. */
export function translatorOf(catalogue: Catalogue, tag: string): Translator {
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const direction = directionOf(tag);
  return (key, args) => {
    let message = parsed.get(key);
    if (message === undefined) {
      const own = catalogue[key];
      // Markup belongs to the pages: a "<" in a text is a "<". A text that is not there yet is said in English.
      message = new IntlMessageFormat(own ?? en[key], own === undefined ? 'en' : tag, undefined, { ignoreTag: true });
      parsed.set(key, message);
    }
    return String(message.format(args === undefined ? undefined : isolated(args, direction)));
  };
}

// Which language a page is in, and which of an institution's texts stands there.
import { hasCatalogue } from './messages.ts';

export interface LanguageWishes {
  /** `?lang=`: the person asks for it now. */
  readonly query: string | undefined;
  /** What she asked for last time. */
  readonly cookie: string | undefined;
  /** What an application asked for that she came from. */
  readonly suggested?: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** What the institution offers, its own language first. */
  readonly offered: readonly string[];
  readonly fallback?: string | undefined;
}

/**
 * The best language that is offered and for which there are texts.
 *
 * @returns `chosen` when the person asked for it by the query, so that it is worth keeping
 */
export function chooseLanguage(wishes: LanguageWishes): { readonly language: string; readonly chosen: boolean } {
  const offered = offeredLanguages(wishes.offered);
  const asked = wishes.query === undefined ? undefined : bestOf(wishes.query, offered);
  if (asked !== undefined) return { language: asked, chosen: true };
  const kept = wishes.cookie === undefined ? undefined : bestOf(wishes.cookie, offered);
  if (kept !== undefined) return { language: kept, chosen: false };
  const suggested = wishes.suggested === undefined ? undefined : bestOf(wishes.suggested, offered);
  if (suggested !== undefined) return { language: suggested, chosen: false };
  for (const range of acceptedRanges(wishes.acceptLanguage ?? '')) {
    const accepted = bestOf(range, offered);
    if (accepted !== undefined) return { language: accepted, chosen: false };
  }
  return { language: wishes.fallback ?? offered[0] ?? 'en', chosen: false };
}

/** The first of these that there are texts in, as it is offered. */
export function firstOffered(wanted: readonly string[], configured: readonly string[]): string | undefined {
  const offered = offeredLanguages(configured);
  return wanted.flatMap((tag) => bestOf(tag, offered) ?? []).at(0);
}

/** Of the languages an institution names, those that there are texts for. */
export function offeredLanguages(configured: readonly string[]): readonly string[] {
  return configured.filter(hasCatalogue);
}

/** The tag of a text, for `lang`: our Chinese is simplified, and browsers choose its letters by that. */
export function contentLanguage(tag: string): string {
  return tag === 'zh' ? 'zh-Hans' : tag;
}

/** One text of several languages: the page's, its base language's, the one for all, or else English or any. */
export function localized(text: Readonly<Record<string, string>>, language: string): string {
  const tags = Object.keys(text);
  const tag = bestOf(language, tags) ?? ['und', 'en'].find((each) => tags.includes(each)) ?? tags[0];
  return tag === undefined ? '' : (text[tag] ?? '');
}

/**
 * RFC 4647 section 3.4 (look-up), and then an offered tag of the same base language: first of the same script, so that
 * `zh-TW` finds traditional characters where they are offered. Old names are known: `iw` is Hebrew.
 */
function bestOf(range: string, offered: readonly string[]): string | undefined {
  const wanted = canonical(range);
  const parts = wanted.split('-');
  for (let length = parts.length; length > 0; length--) {
    const tag = parts.slice(0, length).join('-');
    const found = offered.find((each) => canonical(each) === tag);
    if (found !== undefined) return found;
  }
  const related = offered.filter((each) => canonical(each).split('-')[0] === parts[0]);
  return related.length < 2 ? related[0] : (related.find((each) => scriptOf(each) === scriptOf(wanted)) ?? related[0]);
}

function canonical(tag: string): string {
  const written = tag.trim();
  try {
    return (Intl.getCanonicalLocales(written)[0] ?? written).toLowerCase();
  } catch {
    return written.toLowerCase();
  }
}

function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    return undefined;
  }
}

/** Best first (RFC 9110 section 12.5.4); what is refused by `q=0` or unreadable is left out, and `*` accepts anything. */
function acceptedRanges(header: string): readonly string[] {
  return header
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const match = /^\s*([a-z0-9-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i.exec(part);
      return { range: match?.[1] ?? '', quality: match?.[2] === undefined ? 1 : Number(match[2]) };
    })
    .filter(({ range, quality }) => range !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ range }) => range);
}

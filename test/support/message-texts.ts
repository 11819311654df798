// What a catalogue of texts is held to: the keys, arguments and plural forms of the English one, as the language has them.
import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import type { MessageLanguage } from '../../src/web/messages.ts';

export type Texts = Readonly<Record<string, string>>;

/** As it stands in its file, in its order. */
export function textsOf(language: MessageLanguage): Texts {
  const file = new URL(`../../src/web/messages/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Texts;
}

interface Element {
  readonly type: number;
  readonly value: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Every part of a message, those inside plurals and choices too. Type 0 is literal text, 6 a plural, 7 its number sign. */
function elementsOf(text: string): readonly Element[] {
  const found: Element[] = [];
  JSON.stringify(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst(), (_, part: unknown) => {
    if (isElement(part)) found.push(part);
    return part;
  });
  return found;
}

function isElement(part: unknown): part is Element {
  return typeof part === 'object' && part !== null && 'type' in part && 'value' in part;
}

/** The names of a message's arguments. */
export function argumentsOf(text: string): readonly string[] {
  const names = elementsOf(text).flatMap(({ type, value }) => (type === 0 || type === 7 ? [] : [value]));
  return [...new Set(names)].sort();
}

/** The plural forms that a language needs for a count of people, minutes or tries, and that a message does not have. */
export function missingForms(text: string, language: string): readonly string[] {
  const rules = new Intl.PluralRules(language);
  const needed = new Set(Array.from({ length: 201 }, (_, count) => rules.select(count)));
  const plurals = elementsOf(text).filter(({ type }) => type === 6);
  return plurals.flatMap(({ options = {} }) => [...needed].filter((form) => !Object.hasOwn(options, form)));
}

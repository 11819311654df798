import type { IdentifierType } from '../../domain/identifier.ts';

/**
 * What a type is called in a language: in that very one, else in the same language of another place, else as it is
 * called everywhere, else in English, else in whichever language there is.
 *
 * @param language a BCP 47 tag
 */
export function typeLabel({ code, label }: Pick<IdentifierType, 'code' | 'label'>, language: string): string {
  const wanted = language.toLowerCase();
  const [base = wanted] = wanted.split('-');
  const entries = Object.entries(label).map(([tag, text]) => [tag.toLowerCase(), text] as const);
  const inTag = (tag: string) => entries.find(([known]) => known === tag)?.[1];
  const sameLanguage = () => entries.find(([known]) => known.split('-')[0] === base)?.[1];
  return inTag(wanted) ?? inTag(base) ?? sameLanguage() ?? inTag('und') ?? inTag('en') ?? entries[0]?.[1] ?? code;
}

import { typeLabel } from '../types/type-label.ts';
import type { Settings } from './schema.ts';

/**
 * What is wrong with the form of a new primary identifier, in the institution's own words.
 *
 * @param value trimmed
 * @param language a BCP 47 tag
 */
export function primaryFault(
  { primaryIdentifierPattern }: Pick<Settings, 'primaryIdentifierPattern'>,
  value: string,
  language: string,
): string | undefined {
  if (primaryIdentifierPattern === undefined) return undefined;
  const { pattern, message } = primaryIdentifierPattern;
  if (new RegExp(`^(?:${pattern})$`, 'u').test(value)) return undefined;
  return typeLabel({ code: pattern, label: message }, language);
}

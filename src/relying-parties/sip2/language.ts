// In which language a terminal's screen is told something.
import type { Terminal } from './terminals.ts';

/** The languages of the standard that we have a tag for, by their number. */
const tags: Readonly<Record<string, string>> = {
  '001': 'en',
  '002': 'fr',
  '003': 'de',
  '004': 'it',
  '005': 'nl',
  '006': 'sv',
  '007': 'fi',
  '008': 'es',
  '009': 'da',
  '010': 'pt',
  '011': 'fr',
  '012': 'nb',
  '013': 'he',
  '014': 'ja',
  '015': 'ru',
  '016': 'ar',
  '017': 'pl',
  '018': 'el',
  '019': 'zh',
  '020': 'ko',
  '021': 'es',
  '024': 'en',
};

/** @param asked three digits; `000` is none in particular */
export function screenLanguage({ config, institution }: Terminal, asked: string): string {
  if (config.language !== undefined) return config.language;
  const { languages } = institution.config;
  const wanted = tags[asked];
  const offered = wanted === undefined ? undefined : languages.find((tag) => tag.split('-')[0] === wanted);
  return offered ?? languages[0] ?? 'en';
}

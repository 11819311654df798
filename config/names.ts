// The names that configuration is made of: languages, texts, codes. Messages are phrases, as in `fields.ts`.
import { z } from 'zod';

export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or pt-BR');

/** One text, or one a language. Alone it stands for every language. */
export const localizedText = z
  .union([z.string().min(1), z.record(languageTag, z.string().min(1))], {
    error: 'a text, or one text a language ({ en: …, de: … })',
  })
  .transform((text): Readonly<Record<string, string>> => (typeof text === 'string' ? { und: text } : text));

export const slug = z
  .string()
  .regex(/^[a-z0-9](-?[a-z0-9]){0,39}$/, 'up to 40 lower-case letters, digits and single hyphens');

export const identifierTypeCode = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'up to 40 letters, digits, hyphens and underscores');

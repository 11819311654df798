// Small fields that every part of the configuration shares. Strategies import these and nothing else of `config`.
import { z } from 'zod';
import type { SecretReference } from '../src/domain/ports/secrets.ts';

export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or pt-BR');

/** One text, or one a language. Alone it stands for every language. */
export const localizedText = z
  .union([z.string().min(1), z.record(languageTag, z.string().min(1))])
  .transform((text): Readonly<Record<string, string>> => (typeof text === 'string' ? { und: text } : text));

/** `${env:NAME}` or `${file:path}`; a path is relative to the file it stands in. */
export const secretReference = z
  .string()
  .regex(
    /^\$\{(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)\}$/,
    'a reference, ${env:NAME} or ${file:path}, never the secret itself',
  )
  .transform((text) => text as SecretReference);

/** Public text that may also stand in a file: a certificate, a metadata document. */
export const textOrFile = z.string().min(1);

export const httpsUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !URL.canParse(url) || new URL(url).protocol === 'https:' || isLoopbackUrl(url), {
    message: 'an https URL (http only for an address of this machine)',
  });

export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

export const slug = z
  .string()
  .regex(/^[a-z0-9](-?[a-z0-9]){0,39}$/, 'up to 40 lower-case letters, digits and single hyphens');

export const identifierTypeCode = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'up to 40 letters, digits, hyphens and underscores');

export const seconds = (min: number, max: number) => z.number().int().min(min).max(max);

/** A regular expression for the whole value. Linear-time only: no back references, no nested repetition. */
export const wholePattern = z
  .string()
  .max(200)
  .refine((source) => compiles(source), { message: 'a valid regular expression' })
  .refine((source) => !/\\[1-9]|\\k<|\(\?<?[=!]|[+*}]\)?[+*{]/.test(source), {
    message: 'a pattern without back references, look-around or nested repetition (they can take forever)',
  });

function compiles(source: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

export const matchSource = z.union([
  z.literal('subject').transform(() => ({ type: 'subject' as const })),
  z.literal('verified-email').transform(() => ({ type: 'verified-email' as const })),
  z
    .strictObject({ attribute: z.string().min(1).max(255) })
    .transform(({ attribute }) => ({ type: 'attribute' as const, name: attribute })),
]);

export const matchTarget = z.union([
  z.literal('primary').transform(() => ({ type: 'primary' as const })),
  z.literal('any').transform(() => ({ type: 'any' as const })),
  identifierTypeCode.transform((type) => ({ type: 'types' as const, types: [type] as readonly string[] })),
  z
    .array(identifierTypeCode)
    .min(1)
    .max(10)
    .transform((types) => ({ type: 'types' as const, types: types as readonly string[] })),
]);

export const matchTransform = z.union([
  z.enum(['trim', 'lowercase', 'uppercase']).transform((type) => ({ type })),
  z
    .strictObject({ stripScope: z.array(z.string().min(1)).min(1) })
    .transform(({ stripScope }) => ({ type: 'strip-scope' as const, scopes: stripScope as readonly string[] })),
  z
    .strictObject({ pattern: wholePattern })
    .refine(({ pattern }) => captureCount(pattern) === 1, { message: 'a pattern with exactly one capture' })
    .transform(({ pattern }) => ({ type: 'pattern' as const, pattern })),
]);

function captureCount(pattern: string): number {
  return compiles(pattern) ? (new RegExp(`^(?:${pattern})$|`, 'u').exec('')?.length ?? 1) - 1 : 1;
}

/** Which value of the assertion is compared with which identifiers, after which transformation. */
export const matchRule = z.strictObject({
  from: matchSource,
  to: matchTarget,
  transform: z.array(matchTransform).max(5).default([]),
});

/** What every login profile has, whatever its kind. */
export const commonProfileFields = {
  id: slug,
  label: localizedText,
  enabled: z.boolean().default(true),
  match: matchRule,
  /** Who may come in by it. Contacts never sign in. */
  recordTypes: z
    .array(z.enum(['public', 'staff']))
    .min(1)
    .default(['public', 'staff']),
  userGroups: z.array(z.string().min(1)).min(1).optional(),
  /** Shown on the sign-in page under the button. */
  hint: localizedText.optional(),
  /** Calls to the upstream end after this. */
  timeoutSeconds: seconds(1, 60).default(10),
} as const;

// Small fields that every part of the configuration shares. Strategies import these and nothing else of `config`.
// A message is what is expected, as a phrase: `vestibule check` writes it after the word "expected".
import { z } from 'zod';
import type { SecretReference } from '../src/domain/ports/secrets.ts';
import { identifierTypeCode, localizedText, slug } from './names.ts';
import { profileUpdates } from './profile-updates.ts';
import { patternFault } from './safe-pattern.ts';

export { identifierTypeCode, languageTag, localizedText, slug } from './names.ts';
export { registrationField } from './profile-registration.ts';

/** `${env:NAME}` or `${file:path}`; a path is relative to the file it stands in. */
export const secretReference = z
  .string()
  .regex(
    /^\$\{(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)\}$/,
    'a reference, ${env:NAME} or ${file:path}, never the secret itself',
  )
  .meta({ 'x-reference': 'secret' })
  .transform((text) => text as SecretReference);

/** Public text that may also stand in a file, `${file:path}`: a certificate, a metadata document. Loading puts the
 * text of the file in its place. */
export const textOrFile = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('${') || /^\$\{file:.+\}$/.test(text), {
    message: 'the text itself or ${file:path}',
  })
  .meta({ 'x-reference': 'text' });

export const httpsUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !URL.canParse(url) || new URL(url).protocol === 'https:' || isLoopbackUrl(url), {
    message: 'an https URL (http only for an address of this machine)',
  });

export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

export const seconds = (min: number, max: number) => z.number().int().min(min).max(max);

/** A regular expression for the whole value, of the kind that cannot take for ever. */
export const wholePattern = z
  .string()
  .max(200)
  .superRefine((source, context) => {
    const message = patternFault(source);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

export const matchSource = z.union(
  [
    z.literal('subject').transform(() => ({ type: 'subject' as const })),
    z.literal('verified-email').transform(() => ({ type: 'verified-email' as const })),
    z
      .strictObject({ attribute: z.string().min(1).max(255) })
      .transform(({ attribute }) => ({ type: 'attribute' as const, name: attribute })),
  ],
  { error: 'subject, verified-email or { attribute: NAME }' },
);

export const matchTarget = z.union(
  [
    z.literal('primary').transform(() => ({ type: 'primary' as const })),
    z.literal('any').transform(() => ({ type: 'any' as const })),
    identifierTypeCode.transform((type) => ({ type: 'types' as const, types: [type] as readonly string[] })),
    z
      .array(identifierTypeCode)
      .min(1)
      .max(10)
      .transform((types) => ({ type: 'types' as const, types: types as readonly string[] })),
  ],
  { error: 'primary, any, the code of an identifier type or a list of such codes' },
);

/** The part after the last `@`, compared without regard to case. */
const scope = z
  .string()
  .regex(/^@?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/, 'a scope such as uni.example')
  .transform((text) => text.replace(/^@/, '').toLowerCase());

export const matchTransform = z.union(
  [
    z.enum(['trim', 'lowercase', 'uppercase']).transform((type) => ({ type })),
    z
      .strictObject({ stripScope: z.array(scope).min(1) })
      .transform(({ stripScope }) => ({ type: 'strip-scope' as const, scopes: stripScope as readonly string[] })),
    z
      .strictObject({
        pattern: wholePattern.refine((source) => captureCount(source) === 1, {
          message: 'a pattern with exactly one capture, ( … ), around what is to be compared',
        }),
      })
      .transform(({ pattern }) => ({ type: 'pattern' as const, pattern })),
  ],
  { error: 'trim, lowercase, uppercase, { stripScope: [SCOPE, …] } or { pattern: REGULAR EXPRESSION }' },
);

/** One for a source that is not valid: that is told elsewhere. */
function captureCount(source: string): number {
  return patternFault(source) === undefined ? (new RegExp(`${source}|`, 'u').exec('')?.length ?? 1) - 1 : 1;
}

/** Which value of the assertion is compared with which identifiers, after which transformation. */
export const matchRule = z.strictObject({
  from: matchSource.describe(
    'Which value is compared: `subject` (the upstream’s own name of the person: NameID, `sub`, DN, the typed name), `verified-email` (OpenID Connect), or `{ attribute: NAME }` (a SAML attribute, a claim, an LDAP attribute).',
  ),
  to: matchTarget.describe(
    'With which identifiers: `primary`, the code of one identifier type, a list of codes, or `any` (the primary identifier and every pooled type). All are looked up; two people are nobody.',
  ),
  transform: z
    .array(matchTransform)
    .max(5)
    .default([])
    .describe(
      'What is done to the value first, in this order: `trim`, `lowercase`, `uppercase`, `{ stripScope: [uni.example] }` (takes `@uni.example` away; any other scope gives no value), `{ pattern: … }` (the whole value must match; what its one capture holds is compared).',
    ),
});

const domain = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a domain such as uni.example')
  .transform((text) => text.toLowerCase());

/** A URI or a short name, as it stands among others in `acr_values`. */
const contextName = z
  .string()
  .regex(/^[!#-[\]-~]{1,255}$/, 'a context without blanks, such as https://refeds.org/profile/mfa');

/** What every login profile has, whatever its kind. */
export const commonProfileFields = {
  id: slug.describe('Part of its addresses, `/{slug}/login/{id}`. The other side knows these: do not change it later.'),
  label: localizedText.describe('What the button on the sign-in page says.'),
  enabled: z.boolean().default(true).describe('Whether people may come in by it; also checked at their return.'),
  match: matchRule.describe('Which value the upstream sends is compared with which identifiers of our users.'),
  verifiesEmail: z
    .boolean()
    .optional()
    .describe(
      'Say `true` only where the upstream assigns its people’s email addresses or has proved them. Without it no attribute that holds an email address can be matched.',
    ),
  sharesIdentifiersWith: z
    .array(slug)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Ids of other login profiles, of other issuers, that may name people by the same identifiers. Each issuer is then trusted to speak for the other’s people; one of the two profiles says so.',
    ),
  recordTypes: z
    .array(z.enum(['public', 'staff']))
    .min(1)
    .default(['public', 'staff'])
    .describe('Who may come in by it. Contacts never sign in.'),
  userGroups: z.array(z.string().min(1)).min(1).optional().describe('Only users of these groups; all unless named.'),
  hint: localizedText.optional().describe('Shown on the sign-in page under the button.'),
  listed: z
    .boolean()
    .default(true)
    .describe(
      'Whether the sign-in page shows it. Hidden, it is reached by its address, by the hint of an application, and where an application names it in `profiles`.',
    ),
  default: z
    .boolean()
    .default(false)
    .describe(
      'Whether people go there at once, without the sign-in page. One profile at most. The page itself is at `/{slug}/login?choose=1`.',
    ),
  domains: z
    .array(domain)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Domains of email addresses whose people come in by it: an application that names such an address (`login_hint`) sends its person here.',
    ),
  contexts: z
    .array(contextName)
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Authentication contexts that it can give (`acr` of OpenID Connect, AuthnContextClassRef of SAML): applications that ask for one are sent here. Where the upstream says none itself and exactly one stands here, that one is told.',
    ),
  silent: z
    .boolean()
    .default(false)
    .describe(
      'Whether its upstream may be asked, without showing anything, if somebody is signed in there (`prompt=none`). For saml, cas, oidc and google.',
    ),
  attachable: z
    .boolean()
    .optional()
    .describe(
      'Say `true` where people may attach an identity of this profile to their record, by an invitation or by themselves. Its match rule then names exactly one identifier type, bound to this issuer.',
    ),
  timeoutSeconds: seconds(1, 60).default(10).describe('Calls to the upstream end after this.'),
  updates: profileUpdates
    .optional()
    .describe(
      'What a sign-in refreshes in the record of an external user, from what the upstream says, and whether it makes a user who is not there yet.',
    ),
} as const;

/** What the kinds have whose upstream keeps a session that can be ended (SAML, CAS, OpenID Connect). */
export const signOutField = z
  .enum(['ask', 'always', 'never'])
  .default('ask')
  .describe(
    'What happens at the upstream when she signs out here: `ask` offers to sign out there too, `always` sends her there, `never` says only that she may still be signed in there.',
  );

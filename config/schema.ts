// The whole configuration. Types, defaults, the generated example, the JSON Schema for editors and the manual's table
// all come from here. Objects are strict: an unknown key is a fault. What a key means stands in its description.
import { z } from 'zod';
import { checkDigits } from '../src/domain/check-digit.ts';
import { almaOptions } from '../strategies/alma/options.ts';
import { casOptions } from '../strategies/cas/options.ts';
import { emailLinkOptions } from '../strategies/email-link/options.ts';
import { facebookOptions } from '../strategies/facebook/options.ts';
import { googleOptions } from '../strategies/google/options.ts';
import { kohaOptions } from '../strategies/koha/options.ts';
import { ldapOptions } from '../strategies/ldap/options.ts';
import { oidcOptions } from '../strategies/oidc/options.ts';
import { paiaOptions } from '../strategies/paia/options.ts';
import { passwordOptions } from '../strategies/password/options.ts';
import { samlOptions } from '../strategies/saml/options.ts';
import { sip2Options } from '../strategies/sip2/options.ts';
import { xOptions } from '../strategies/x/options.ts';
import {
  httpsUrl,
  identifierTypeCode,
  languageTag,
  localizedText,
  seconds,
  secretReference,
  slug,
  wholePattern,
} from './fields.ts';
import { comparedByCase, presetNames, withPreset } from './identifier-presets.ts';
import { invitations } from './invitations.ts';
import { institutionMail, mail } from './mail.ts';
import { metrics } from './metrics.ts';
import { passwords, pins } from './passwords.ts';
import { casRelyingParty } from './relying-parties/cas.ts';
import { oidcRelyingParty } from './relying-parties/oidc.ts';
import { samlRelyingParty } from './relying-parties/saml.ts';
import { institutionSip2, sip2Listeners } from './sip2.ts';

export { type Release, release } from './release.ts';
export { type CasRelyingParty, casRelyingParty } from './relying-parties/cas.ts';
export { type OidcRelyingParty, oidcRelyingParty } from './relying-parties/oidc.ts';
export { type SamlRelyingParty, samlRelyingParty } from './relying-parties/saml.ts';
export type { InstitutionSip2Config, Sip2ListenersConfig, TerminalConfig } from './sip2.ts';

export const relyingParty = z.discriminatedUnion('kind', [oidcRelyingParty, casRelyingParty, samlRelyingParty]);
export type RelyingParty = z.infer<typeof relyingParty>;

export const loginProfile = z.discriminatedUnion('kind', [
  samlOptions,
  casOptions,
  oidcOptions,
  ldapOptions,
  passwordOptions,
  emailLinkOptions,
  googleOptions,
  facebookOptions,
  xOptions,
  almaOptions,
  kohaOptions,
  paiaOptions,
  sip2Options,
]);
export type LoginProfile = z.infer<typeof loginProfile>;

const signInRecordTypes = z
  .array(z.enum(['public', 'staff']))
  .min(1)
  .default(['public', 'staff']);
const userGroups = z.array(z.string().min(1)).min(1).optional();

const folding = z.strictObject({
  caseSensitive: z.boolean().default(false).describe('Whether `AbC` and `abc` are two values.'),
  compatibility: z
    .boolean()
    .default(false)
    .describe('Whether full-width digits and the like count as the plain ones (NFKC).'),
});

const identifierTypeKeys = z
  .strictObject({
    code: identifierTypeCode.describe('What match rules and imports call it.'),
    preset: z
      .enum(presetNames)
      .optional()
      .describe(
        'A ready-made type: it fills in `label`, `recordTypes`, `uniqueness`, `folding`, `pattern`, `checkDigit`, `issuer` and `internalOnly` as far as they are fixed. What is written beside it counts instead.',
      ),
    label: localizedText.describe('What people call it. Needed unless `preset` is given.'),
    recordTypes: signInRecordTypes.describe('Which users may have one.'),
    uniqueness: z
      .enum(['pooled', 'type'])
      .default('pooled')
      .describe(
        '`pooled`: no other user has the value as primary identifier or in any pooled type. `type`: no other user has it in this type.',
      ),
    folding: folding
      .optional()
      .describe(
        'How values are compared. Of a pooled type the institution’s `folding` counts, and none may stand here. A type with `issuer` is compared by case unless this says otherwise.',
      ),
    pattern: wholePattern.optional().describe('A regular expression that the whole value must match.'),
    checkDigit: z
      .enum(checkDigits)
      .optional()
      .describe(
        'How the last digit of a value follows from the others: `luhn`; `codabar-mod10` (the library barcode of 14 digits); ISO/IEC 7064 `iso7064-mod11-2` (ORCID), `iso7064-mod97-10` (two digits), `iso7064-mod37-2` (letters and digits). A value whose check digit is wrong is refused.',
      ),
    issuer: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe(
        'The issuer whose assertions alone may match this type: SAML entity id, OpenID Connect issuer, LDAP `directory` or CAS `server`. Needed for values that mean nothing elsewhere (`sub`, a persistent NameID); with it, `uniqueness` must be `type`.',
      ),
    internalOnly: z
      .boolean()
      .default(false)
      .describe(
        'Whether its values are the library’s own, of segment `internal` always: synchronisation neither brings nor takes them.',
      ),
    hiddenFromStaff: z
      .boolean()
      .default(false)
      .describe(
        'Whether its values are kept from staff who see the identifiers of users: they see that there is one. The operator and exports see it.',
      ),
  })
  .refine((type) => type.issuer === undefined || type.uniqueness === 'type', {
    message: 'uniqueness: type (a type bound to an issuer is never pooled)',
    path: ['uniqueness'],
  })
  .refine((type) => type.folding === undefined || type.uniqueness === 'type', {
    message:
      'no folding here (a pooled type is compared by the institution\'s "folding"; only one with uniqueness: type has its own)',
    path: ['folding'],
  })
  // With a preset the label need not be written.
  .meta({ required: ['code'] });

type IdentifierTypeInput = Omit<z.input<typeof identifierTypeKeys>, 'label'> &
  Partial<Pick<z.input<typeof identifierTypeKeys>, 'label'>>;

export const identifierType = z.preprocess(
  (written: IdentifierTypeInput): unknown => comparedByCase(withPreset(written)),
  identifierTypeKeys,
);
export type IdentifierTypeConfig = z.infer<typeof identifierType>;

const fallback = z.strictObject({
  whenRefused: z.boolean().default(false).describe('When the upstream says no.'),
  whenUnknown: z.boolean().default(false).describe('When the upstream has no such account.'),
  whenUnreachable: z.boolean().default(false).describe('When the upstream could not be asked.'),
  unreachableProfiles: z
    .array(slug)
    .max(100)
    .default([])
    .describe(
      'Ids of redirect profiles (SAML, CAS, OpenID Connect, Google …) that open `whenUnreachable` as well when they do not answer. It is then open to everybody it is for, whichever way she usually takes: name those that nearly all take. Without a name here only forms open it (LDAP, a library system), each for what is typed there.',
    ),
  whenChosen: z
    .boolean()
    .default(false)
    .describe('When she chooses the library password herself, without an upstream having failed.'),
  userGroups: userGroups.describe('For whom; all external users unless named.'),
});

const session = z.strictObject({
  idleMinutes: z.number().int().min(1).max(1440).default(60).describe('A session not used for so long is over.'),
  absoluteHours: z.number().min(0.1).max(168).default(10).describe('A session is over after this, used or not.'),
});

const lockout = z.strictObject({
  tries: z
    .number()
    .int()
    .min(3)
    .max(100)
    .default(15)
    .describe('Failed password tries in a row that lock an account’s password.'),
  minutes: z.number().int().min(1).max(1440).default(30).describe('For how long.'),
  slowAfter: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('Failures a minute from one source after which its tries are slowed.'),
  sharedSources: z
    .array(z.string())
    .max(100)
    .default([])
    .describe('Addresses or ranges that many people share (a campus network): slowed, never locked.'),
});

const chooser = z.strictObject({
  rememberMethod: z
    .boolean()
    .default(true)
    .describe(
      'Whether a browser remembers by which way somebody last came in, and shows it first. Who that was is not kept.',
    ),
});

const help = z.strictObject({
  text: localizedText.optional().describe('A sentence: whom to ask.'),
  url: z
    .url({ protocol: /^https?$/, error: 'a web address' })
    .optional()
    .describe('A page that helps.'),
  email: z.email({ error: 'an email address' }).optional().describe('Who answers.'),
});

export const institution = z.strictObject({
  slug: slug.describe('First part of its addresses, `/{slug}/…`.'),
  code: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,60}$/, 'up to 60 letters, digits, hyphens and underscores')
    .describe('What Alma-like interfaces call it.'),
  name: localizedText.describe('What people call it.'),
  languages: z
    .array(languageTag)
    .min(1)
    .max(30)
    .default(['en', 'de'])
    .describe('Languages its pages are offered in; the first one where a browser asks for none of them.'),
  timeZone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf('timeZone').concat('UTC').includes(zone), {
      message: 'an IANA time zone such as Europe/Berlin',
    })
    .default('UTC')
    .describe('Where its days begin and end: expiry dates count in it.'),
  help: help.optional().describe('Where a person is sent for help: shown with every reference code.'),
  folding: folding.prefault({}).describe('How primary identifiers and pooled types are compared.'),
  identifierTypes: z
    .array(identifierType)
    .max(200)
    .default([])
    .describe('The kinds of further identifier that users have.'),
  loginProfiles: z.array(loginProfile).min(1).max(100).describe('The ways in, in the order of the sign-in page.'),
  chooser: chooser.prefault({}).describe('How the sign-in page shows the ways in.'),
  fallback: fallback
    .prefault({})
    .describe('When an external user may use the library’s internal password instead of the upstream’s.'),
  session: session.prefault({}).describe('How long a person stays signed in.'),
  lockout: lockout.prefault({}).describe('What happens after failed password tries.'),
  passwords: passwords.prefault({}).describe('Which library passwords may be set.'),
  pins: pins.prefault({}).describe('Where PINs count, and what happens after failed tries.'),
  invitations: invitations.prefault({}).describe('How people are invited to attach a sign-in of theirs.'),
  mail: institutionMail.prefault({}).describe('What the institution says of its letters.'),
  relyingParties: z.array(relyingParty).max(1000).default([]).describe('The applications that ask who somebody is.'),
  sip2: institutionSip2
    .prefault({})
    .describe('The terminals that ask by SIP2, where the installation listens for them.'),
});
export type InstitutionConfig = z.infer<typeof institution>;

const port = z.number().int().min(1).max(65_535);
const redisNode = z.strictObject({
  host: z.string().min(1).describe('Name or address.'),
  port: port.describe('Port.'),
});
const redisAccess = {
  engine: z.literal('redis').describe('Redis 7 or later, with `noeviction` and AOF.'),
  username: z.string().optional().describe('Redis user.'),
  password: secretReference.optional().describe('Redis password.'),
  tls: z.boolean().default(false).describe('Whether to speak TLS.'),
  prefix: z.string().max(40).default('vestibule:').describe('What every key begins with.'),
} as const;

const redisEngine = z.discriminatedUnion('topology', [
  z.strictObject({
    ...redisAccess,
    topology: z.literal('single').describe('One server.'),
    node: redisNode.describe('The server.'),
  }),
  z.strictObject({
    ...redisAccess,
    topology: z.literal('sentinel').describe('A master that Sentinel names.'),
    master: z.string().min(1).describe('The name Sentinel knows it by.'),
    sentinels: z.array(redisNode).min(1).describe('The sentinels.'),
  }),
  z.strictObject({
    ...redisAccess,
    topology: z.literal('cluster').describe('A Redis Cluster.'),
    nodes: z.array(redisNode).min(1).describe('Some of its nodes.'),
  }),
]);

export const ephemeralEngine = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sqlite').describe('A file in the data directory.') }),
  redisEngine,
]);

export const databaseEngine = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sqlite').describe('A file in the data directory.') }),
  z.strictObject({
    engine: z.literal('postgresql').describe('PostgreSQL 15 or later.'),
    url: secretReference.describe('`postgresql://user:password@host:port/database`, by reference.'),
    poolSize: z.number().int().min(1).max(200).default(10).describe('Connections of each process.'),
  }),
]);

export const installation = z.strictObject({
  publicUrl: httpsUrl
    .refine((url) => !URL.canParse(url) || (new URL(url).pathname === '/' && new URL(url).search === ''), {
      message: 'a URL without path',
    })
    .describe('The address people use, without a path. Every URL is made from it, never from the Host header.'),
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
      port: z.number().int().min(0).max(65_535).default(8080).describe('Port to listen on.'),
    })
    .prefault({})
    .describe('Where this process listens. It speaks HTTP; TLS ends at the proxy before it.'),
  workers: z.number().int().min(1).max(64).default(1).describe('Processes to start; one per core is right.'),
  trustedProxies: z
    .array(z.string().min(1))
    .max(50)
    .default([])
    .describe('Addresses or ranges whose `X-Forwarded-For` is believed.'),
  masterKey: secretReference.describe(
    'At least 32 bytes, base64 or hex: seals private keys, stored secrets and traces.',
  ),
  dataDirectory: z.string().min(1).default('data').describe('Embedded stores live here; relative to this file.'),
  database: databaseEngine
    .default({ engine: 'sqlite' })
    .describe('Where users and records are kept; SQLite unless said.'),
  ephemeral: ephemeralEngine
    .default({ engine: 'sqlite' })
    .describe('Where sessions and single-use things are kept; SQLite unless said.'),
  institutions: z
    .array(z.string().min(1))
    .min(1)
    .max(1000)
    .describe('Institution files, one per institution; relative to this file.'),
  outboundAllow: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe(
      'Private addresses or ranges that calls to upstreams may reach all the same (a campus LDAP or identity provider).',
    ),
  traceDays: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('How long the trace of a sign-in can be read by its code.'),
  mail: mail.optional().describe('How letters leave; without it none does, and nobody signs in by mail.'),
  metrics: metrics.optional().describe('Figures for Prometheus; without it none are counted.'),
  sip2: sip2Listeners.optional().describe('Where terminals are listened to that speak SIP2; without it none are.'),
  attemptMinutes: seconds(1, 120).default(30).describe('How long a person may take to sign in.'),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least that is logged.'),
    })
    .prefault({})
    .describe('JSON lines on standard output.'),
  passwordHashing: z
    .strictObject({
      memoryKiB: z.number().int().min(7168).max(1_048_576).default(19_456).describe('Memory of one hash.'),
      passes: z.number().int().min(1).max(20).default(2).describe('Passes over it.'),
      parallelism: z.number().int().min(1).max(4).default(1).describe('Lanes.'),
      queue: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(200)
        .describe('Checks that may wait; one more is told to try again.'),
    })
    .prefault({})
    .describe('argon2id of internal passwords. Stronger settings apply to a person at her next sign-in.'),
});
export type InstallationConfig = z.infer<typeof installation>;

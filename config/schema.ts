// The whole configuration. Types, defaults, the generated example, the JSON Schema for editors and the manual's table
// all come from here. Objects are strict: an unknown key is a fault.
import { z } from 'zod';
import { ldapOptions } from '../strategies/ldap/options.ts';
import { oidcOptions } from '../strategies/oidc/options.ts';
import { passwordOptions } from '../strategies/password/options.ts';
import { samlOptions } from '../strategies/saml/options.ts';
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

export const loginProfile = z.discriminatedUnion('kind', [samlOptions, oidcOptions, ldapOptions, passwordOptions]);
export type LoginProfile = z.infer<typeof loginProfile>;

const folding = z.strictObject({
  caseSensitive: z.boolean().default(false),
  compatibility: z.boolean().default(false),
});

export const identifierType = z
  .strictObject({
    code: identifierTypeCode,
    label: localizedText,
    recordTypes: z
      .array(z.enum(['public', 'staff']))
      .min(1)
      .default(['public', 'staff']),
    /** `pooled`: no other user has the value as primary identifier or in any pooled type; `type`: inside this type. */
    uniqueness: z.enum(['pooled', 'type']).default('pooled'),
    /** Of a pooled type the pool's rule counts, and none may stand here. */
    folding: folding.optional(),
    pattern: wholePattern.optional(),
    /** The issuer whose assertions alone may match this type. */
    issuer: z.string().min(1).max(1024).optional(),
  })
  .refine((type) => type.issuer === undefined || type.uniqueness === 'type', {
    message: 'an issuer-bound type cannot be pooled: set uniqueness: type',
    path: ['uniqueness'],
  })
  .refine((type) => type.folding === undefined || type.uniqueness === 'type', {
    message: 'a pooled type folds by the institution\'s "folding"; only a type with uniqueness: type has its own',
    path: ['folding'],
  });

/** Which identifier is a relying party's subject, and what else it is told. */
export const release = z.strictObject({
  /** `primary`, or identifier types in order of preference; the first that the user has. */
  subject: z.union([z.literal('primary'), z.array(identifierTypeCode).min(1)]).default('primary'),
  /** Claims by name: where each comes from. */
  claims: z
    .record(
      z.string().min(1).max(100),
      z.union([
        z.enum([
          'primary',
          'name',
          'given_name',
          'family_name',
          'email',
          'user_group',
          'record_type',
          'account_type',
          'language',
          'blocked',
          'expired',
          'expiry_date',
        ]),
        z.strictObject({ identifier: identifierTypeCode }),
      ]),
    )
    .default({}),
  recordTypes: z
    .array(z.enum(['public', 'staff']))
    .min(1)
    .default(['public', 'staff']),
  userGroups: z.array(z.string().min(1)).min(1).optional(),
  /** Whether an expired external user comes in, with `expired` told. */
  acceptExpired: z.boolean().default(true),
});
export type Release = z.infer<typeof release>;

const redirectUri = z
  .url()
  .refine((uri) => !uri.includes('#'), { message: 'a redirect URI without fragment' })
  .refine((uri) => !uri.includes('*'), { message: 'an exact redirect URI, without wildcard' });

export const oidcRelyingParty = z.strictObject({
  kind: z.literal('oidc'),
  id: z.string().regex(/^[A-Za-z0-9._~-]{1,100}$/, 'up to 100 letters, digits and . _ ~ -'),
  name: localizedText,
  enabled: z.boolean().default(true),
  /** Without a secret the client is public and must use PKCE with no secret. */
  secret: secretReference.optional(),
  redirectUris: z.array(redirectUri).min(1).max(50),
  postLogoutRedirectUris: z.array(redirectUri).max(50).default([]),
  scopes: z.array(z.string().min(1)).max(30).default(['openid', 'profile', 'email']),
  idTokenAlgorithm: z.enum(['ES256', 'RS256']).default('ES256'),
  release: release.prefault({}),
});
export type OidcRelyingParty = z.infer<typeof oidcRelyingParty>;

/** When an external user of a form profile may use the library's internal password instead. */
const fallback = z.strictObject({
  /** The upstream says no. */
  whenRefused: z.boolean().default(false),
  /** The upstream has no such account. */
  whenUnknown: z.boolean().default(false),
  /** The upstream could not be asked. */
  whenUnreachable: z.boolean().default(false),
  /** An external user may choose the library password herself, without an upstream having failed. */
  whenChosen: z.boolean().default(false),
  /** For whom; all external users unless named. */
  userGroups: z.array(z.string().min(1)).min(1).optional(),
});

const session = z.strictObject({
  idleMinutes: z.number().int().min(1).max(1440).default(60),
  absoluteHours: z.number().min(0.1).max(168).default(10),
});

const lockout = z.strictObject({
  tries: z.number().int().min(3).max(100).default(15),
  minutes: z.number().int().min(1).max(1440).default(30),
  /** Failures a minute from one source after which its tries are slowed. */
  slowAfter: z.number().int().min(1).max(10_000).default(20),
  /** Addresses many people share (a campus network): slowed, never locked. */
  sharedSources: z.array(z.string()).max(100).default([]),
});

export const institution = z.strictObject({
  slug,
  code: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'up to 60 letters, digits, hyphens and underscores'),
  name: localizedText,
  languages: z.array(languageTag).min(1).max(30).default(['en', 'de']),
  timeZone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf('timeZone').concat('UTC').includes(zone), { message: 'an IANA time zone' })
    .default('UTC'),
  /** Where a person is sent for help: shown with every reference code. */
  help: z
    .strictObject({ text: localizedText.optional(), url: z.url().optional(), email: z.email().optional() })
    .optional(),
  /** How primary identifiers and pooled types are compared. */
  folding: folding.prefault({}),
  identifierTypes: z.array(identifierType).max(200).default([]),
  loginProfiles: z.array(loginProfile).min(1).max(100),
  fallback: fallback.prefault({}),
  session: session.prefault({}),
  lockout: lockout.prefault({}),
  relyingParties: z.array(oidcRelyingParty).max(1000).default([]),
});
export type InstitutionConfig = z.infer<typeof institution>;

const redisNode = z.strictObject({ host: z.string().min(1), port: z.number().int().min(1).max(65_535) });
const redisAccess = {
  username: z.string().optional(),
  password: secretReference.optional(),
  tls: z.boolean().default(false),
  prefix: z.string().max(40).default('vestibule:'),
} as const;

export const ephemeralEngine = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sqlite') }),
  z.strictObject({ engine: z.literal('redis'), ...redisAccess, topology: z.literal('single'), node: redisNode }),
  z.strictObject({
    engine: z.literal('redis'),
    ...redisAccess,
    topology: z.literal('sentinel'),
    master: z.string().min(1),
    sentinels: z.array(redisNode).min(1),
  }),
  z.strictObject({
    engine: z.literal('redis'),
    ...redisAccess,
    topology: z.literal('cluster'),
    nodes: z.array(redisNode).min(1),
  }),
]);

export const databaseEngine = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sqlite') }),
  z.strictObject({
    engine: z.literal('postgresql'),
    /** postgresql://user:password@host:port/database, by reference. */
    url: secretReference,
    poolSize: z.number().int().min(1).max(200).default(10),
  }),
]);

export const installation = z.strictObject({
  /** The address people use, without a path. Every URL is made from it, never from the Host header. */
  publicUrl: httpsUrl.refine(
    (url) => !URL.canParse(url) || (new URL(url).pathname === '/' && new URL(url).search === ''),
    {
      message: 'a URL without path',
    },
  ),
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8080),
    })
    .prefault({}),
  workers: z.number().int().min(1).max(64).default(1),
  /** Addresses or ranges whose X-Forwarded-For is believed. */
  trustedProxies: z.array(z.string().min(1)).max(50).default([]),
  /** At least 32 bytes, base64 or hex: seals private keys, stored secrets and traces. */
  masterKey: secretReference,
  /** Embedded stores live here; relative to this file. */
  dataDirectory: z.string().min(1).default('data'),
  database: databaseEngine.default({ engine: 'sqlite' }),
  ephemeral: ephemeralEngine.default({ engine: 'sqlite' }),
  /** Institution files, relative to this file. */
  institutions: z.array(z.string().min(1)).min(1).max(1000),
  /** Private addresses or ranges that outbound calls may reach all the same (a campus LDAP or identity provider). */
  outboundAllow: z.array(z.string().min(1)).max(100).default([]),
  traceDays: z.number().int().min(1).max(365).default(30),
  attemptMinutes: seconds(1, 120).default(30),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  passwordHashing: z
    .strictObject({
      memoryKiB: z.number().int().min(7168).max(1_048_576).default(19_456),
      passes: z.number().int().min(1).max(20).default(2),
      parallelism: z.number().int().min(1).max(4).default(1),
      queue: z.number().int().min(1).max(10_000).default(200),
    })
    .prefault({}),
});
export type InstallationConfig = z.infer<typeof installation>;

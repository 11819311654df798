import { z } from 'zod';
import {
  commonProfileFields,
  httpsUrl,
  registrationField,
  seconds,
  secretReference,
  signOutField,
  textOrFile,
} from '../../config/fields.ts';
import { presetFaults } from './preset-faults.ts';
import { presetNames, presetOf } from './presets.ts';

const hostName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const kid = z.string().regex(/^[!-~]{1,120}$/, 'up to 120 characters without blanks');

const publishedKey = z.strictObject({
  key: secretReference.describe('The key, PEM, by reference; its public half is enough.'),
  kid: kid.optional().describe('Its id; its RFC 7638 thumbprint unless said.'),
});

const clientKey = z.strictObject({
  key: secretReference.describe(
    'The private key, PEM, by reference: an EC key (P-256), or RSA with 2048 bits or more.',
  ),
  kid: kid.optional().describe('Its id at the provider (Apple: Key ID); its RFC 7638 thumbprint unless said.'),
  algorithm: z
    .enum(['ES256', 'RS256', 'PS256'])
    .optional()
    .describe('How it signs. Unless said: `ES256` by an EC key; by an RSA key `RS256`, with Microsoft Entra `PS256`.'),
  certificate: textOrFile
    .optional()
    .describe('Its certificate, for a provider that knows the key by it (Microsoft Entra): PEM or `${file:path}`.'),
  audience: z
    .enum(['issuer', 'token-endpoint'])
    .optional()
    .describe('Whom what it signs is for: `issuer` unless said, with Microsoft Entra and Okta `token-endpoint`.'),
  next: publishedKey.optional().describe('The key that will sign next: published beside this one, signs nothing yet.'),
  former: publishedKey.optional().describe('The key that signed before: still published, signs nothing any more.'),
});

const keys = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('oidc').describe('An OpenID Connect provider.'),
  preset: z
    .enum(presetNames)
    .optional()
    .describe('A provider that is known: it fixes the issuer, and what else is the same for everybody there.'),
  issuer: httpsUrl.optional().describe('Its issuer; discovery begins there. Needed unless a preset fixes it.'),
  clientId: z.string().min(1).describe('What it knows us by.'),
  clientSecret: secretReference.optional().describe('The secret it gave us. This or `clientKey`.'),
  clientKey: clientKey
    .optional()
    .describe('A key of ours that proves who asks (`private_key_jwt`), instead of a secret.'),
  tenant: z
    .string()
    .optional()
    .describe('`microsoft-entra`: the id of your directory (tenant), a UUID. People of any other are refused.'),
  domainHint: z
    .string()
    .regex(hostName, 'a domain such as uni.example')
    .optional()
    .describe('`microsoft-entra`: your domain, so that people are taken to your own sign-in page at once.'),
  hostedDomain: z
    .string()
    .toLowerCase()
    .regex(hostName, 'a domain such as uni.example')
    .optional()
    .describe(
      '`google-workspace`: the domain of your organization. It is the signed answer (`hd`) that is held to it.',
    ),
  domain: z
    .string()
    .regex(hostName, 'a host name such as uni.okta.com')
    .optional()
    .describe('`okta`: the host name of your organization.'),
  authorizationServer: z
    .string()
    .regex(/^[A-Za-z0-9]{1,60}$/, 'the id of an authorization server, such as default')
    .optional()
    .describe('`okta`: the id of a custom authorization server; that of the organization itself unless said.'),
  baseUrl: httpsUrl.optional().describe('`keycloak`: where it is, before `/realms`.'),
  realm: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, 'the name of a realm: letters, digits, dots, hyphens and underscores')
    .optional()
    .describe('`keycloak`: the realm.'),
  teamId: z
    .string()
    .regex(/^[A-Z0-9]{10}$/, 'ten capital letters and digits')
    .optional()
    .describe('`apple`: the Team ID of your developer account.'),
  sandbox: z
    .boolean()
    .optional()
    .describe('`orcid`: sandbox.orcid.org, for a trial. Anybody makes iDs there, so they are worth nothing elsewhere.'),
  scopes: z
    .array(z.string().min(1))
    .max(20)
    .optional()
    .describe('What we ask it for: `openid`, `profile` and `email` unless said or a preset knows better.'),
  userinfo: z
    .boolean()
    .optional()
    .describe(
      'Ask its userinfo endpoint as well; the `sub` there must be that of the ID token. `true` unless said, with `microsoft-entra`, `google-workspace`, `apple` and `orcid` `false`.',
    ),
  responseMode: z
    .enum(['query', 'form_post'])
    .optional()
    .describe('How the browser brings the answer: in the address (`query`, unless said), or by a form (`form_post`).'),
  pushRequests: z
    .boolean()
    .default(true)
    .describe('Hand the request over by the back (PAR) where the provider offers it; where it demands it, always.'),
  acrValues: z
    .array(z.string().regex(/^[!-~]{1,200}$/, 'a name without blanks'))
    .min(1)
    .max(10)
    .optional()
    .describe('Ways of proving who she is that we ask for (`acr_values`), best first, unless an application asks.'),
  reauthentication: z
    .enum(['prove', 'ask', 'refuse'])
    .optional()
    .describe(
      'When a fresh proof is wanted (an application asks, a trial): `prove` believes it only with a fresh `auth_time`; `ask` sends her there again, and the provider decides how much it asks of her; `refuse` takes nobody by this profile then. `prove` unless said, with `google-workspace`, `apple` and `orcid` `ask`.',
    ),
  registration: registrationField,
  signOut: signOutField,
  backchannelLogout: z
    .boolean()
    .optional()
    .describe(
      'Whether the provider may end sessions here by a signed message to the `backchannel` address. `true` unless said; the presets but `okta` and `keycloak` know none.',
    ),
  clockSkewSeconds: seconds(0, 300).default(60).describe('How far its clock may be off.'),
});

/** An OpenID Connect provider: discovery, authorization code with PKCE, state, nonce, `iss`. */
export const oidcOptions = keys
  .superRefine((written, context) => {
    for (const { path, message } of presetFaults(written))
      context.addIssue({ code: 'custom', path: [...path], message });
  })
  .transform((written) => {
    const preset = presetOf(written.preset);
    const scopes = [...new Set(['openid', ...preset.alwaysScopes, ...(written.scopes ?? preset.scopes)])];
    return {
      ...written,
      scopes: scopes as readonly string[],
      issuer: preset.issuer(written) ?? written.issuer ?? '',
      userinfo: written.userinfo ?? preset.userinfo,
      responseMode:
        written.responseMode ?? (preset.postsFor?.some((scope) => scopes.includes(scope)) ? 'form_post' : 'query'),
      reauthentication: written.reauthentication ?? preset.reauthentication,
      backchannelLogout: written.backchannelLogout ?? preset.backchannelLogout,
    };
  });
export type OidcOptions = z.output<typeof oidcOptions>;
export type OidcKeys = z.output<typeof keys>;

import { z } from 'zod';
import { isLoopbackUrl, secretReference } from '../fields.ts';
import { commonRelyingPartyFields, relyingPartyId } from './common.ts';

const redirectUri = z
  .url({ error: 'a URL' })
  .refine((uri) => !uri.includes('#'), { message: 'a redirect URI without fragment' })
  .refine((uri) => !uri.includes('*'), { message: 'an exact redirect URI, without wildcard' })
  .refine(isSafeRedirect, {
    message: "a redirect URI with https, http on this machine, or an app's own scheme such as org.example.app:/back",
  });

/** RFC 8252 §7.1: a private-use scheme is a reversed domain name, so it has a dot (and `javascript:` has none). */
function isSafeRedirect(uri: string): boolean {
  if (!URL.canParse(uri)) return true;
  const { protocol } = new URL(uri);
  if (protocol === 'http:') return isLoopbackUrl(uri);
  return protocol === 'https:' || protocol.includes('.');
}

/** Called by us, or loaded in a frame of ours: an address of the application itself. */
const logoutAddress = z
  .url({ error: 'a URL' })
  .max(1000)
  .refine((uri) => !uri.includes('#'), { message: 'an address without fragment' })
  .refine((uri) => !URL.canParse(uri) || new URL(uri).username === '', { message: 'an address without user name' })
  .refine((uri) => !URL.canParse(uri) || uri.startsWith('https:') || isLoopbackUrl(uri), {
    message: 'an https address (http only for an address of this machine)',
  });

/** An application that asks by OpenID Connect. */
export const oidcRelyingParty = z.strictObject({
  kind: z.literal('oidc').describe('How the application speaks to us: OpenID Connect.'),
  id: relyingPartyId.describe('Its client id.'),
  ...commonRelyingPartyFields,
  secret: secretReference
    .optional()
    .describe('Its client secret. Without one the client is public. PKCE is asked of every client.'),
  redirectUris: z.array(redirectUri).min(1).max(50).describe('Where people may be sent back to, each in full.'),
  postLogoutRedirectUris: z
    .array(redirectUri)
    .max(50)
    .default([])
    .describe('Where people may be sent after signing out.'),
  backchannelLogoutUri: logoutAddress
    .optional()
    .describe(
      'Where the application is told by Vestibule itself (OpenID Connect Back-Channel Logout) that a session is over. Without one it is not told, and its own session goes on.',
    ),
  frontchannelLogoutUri: logoutAddress
    .optional()
    .describe(
      'Where it is told in a frame of the page that says "signed out" (OpenID Connect Front-Channel Logout): only while somebody looks at that page, and only in browsers that send the application its cookies there. Of no use beside `backchannelLogoutUri`.',
    ),
  scopes: z.array(z.string().min(1)).max(30).default(['openid', 'profile', 'email']).describe('What it may ask for.'),
  idTokenAlgorithm: z.enum(['ES256', 'RS256']).default('ES256').describe('What its ID tokens are signed with.'),
});
export type OidcRelyingParty = z.infer<typeof oidcRelyingParty>;

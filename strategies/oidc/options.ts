import { z } from 'zod';
import {
  commonProfileFields,
  httpsUrl,
  registrationField,
  seconds,
  secretReference,
  signOutField,
} from '../../config/fields.ts';

/** An OpenID Connect provider: discovery, authorization code with PKCE, state, nonce, `iss`. */
export const oidcOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('oidc').describe('An OpenID Connect provider.'),
  issuer: httpsUrl.describe('Its issuer; discovery begins there.'),
  clientId: z.string().min(1).describe('What it knows us by.'),
  clientSecret: secretReference.describe('The secret it gave us.'),
  scopes: z.array(z.string().min(1)).max(20).default(['openid', 'profile', 'email']).describe('What we ask it for.'),
  userinfo: z
    .boolean()
    .default(true)
    .describe('Ask its userinfo endpoint as well; the `sub` there must be that of the ID token.'),
  signOut: signOutField,
  registration: registrationField,
  clockSkewSeconds: seconds(0, 300).default(60).describe('How far its clock may be off.'),
});
export type OidcOptions = z.infer<typeof oidcOptions>;

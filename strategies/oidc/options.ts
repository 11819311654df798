import { z } from 'zod';
import { commonProfileFields, httpsUrl, seconds, secretReference } from '../../config/fields.ts';

/** An OpenID Connect provider: discovery, authorization code with PKCE, state, nonce, `iss`. */
export const oidcOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('oidc'),
  issuer: httpsUrl,
  clientId: z.string().min(1),
  clientSecret: secretReference,
  scopes: z.array(z.string().min(1)).max(20).default(['openid', 'profile', 'email']),
  /** Ask the userinfo endpoint as well; its `sub` must be that of the ID token. */
  userinfo: z.boolean().default(true),
  clockSkewSeconds: seconds(0, 300).default(60),
});
export type OidcOptions = z.infer<typeof oidcOptions>;

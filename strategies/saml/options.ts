import { z } from 'zod';
import { commonProfileFields, httpsUrl, seconds, secretReference, textOrFile } from '../../config/fields.ts';

/** A SAML 2.0 identity provider. Keys come from here, never from a message; none configured refuses everything. */
export const samlOptions = z
  .strictObject({
    ...commonProfileFields,
    kind: z.literal('saml'),
    /** The identity provider, by its metadata document (XML or ${file:path}) … */
    metadata: textOrFile.optional(),
    /** … or by hand. */
    idp: z
      .strictObject({
        entityId: z.string().min(1).max(1024),
        singleSignOnUrl: httpsUrl,
        singleLogoutUrl: httpsUrl.optional(),
        /** PEM; several during a rollover. */
        certificates: z.array(textOrFile).min(1).max(5),
      })
      .optional(),
    requestBinding: z.enum(['redirect', 'post']).default('redirect'),
    nameIdFormat: z.string().optional(),
    /** Signs requests and decrypts assertions: PEM private key and its certificate. */
    signing: z.strictObject({ key: secretReference, certificate: textOrFile }).optional(),
    decryption: z.strictObject({ key: secretReference, certificate: textOrFile }).optional(),
    wantAssertionsEncrypted: z.boolean().default(false),
    /** Both the response and the assertion must be signed; by default the assertion alone must be. */
    wantResponseSigned: z.boolean().default(false),
    allowIdpInitiated: z.literal(false).default(false),
    /** Scopes this identity provider may assert (`@uni.example`); values with another scope are dropped. */
    scopes: z.array(z.string().min(1)).max(100).optional(),
    clockSkewSeconds: seconds(0, 300).default(60),
    /** An AuthnInstant older than this asks for re-authentication. */
    maxAuthenticationAgeSeconds: seconds(60, 604_800).optional(),
  })
  .refine((options) => (options.metadata === undefined) !== (options.idp === undefined), {
    message: 'either "metadata" or "idp" (without a certificate to check by, every response is refused)',
  })
  .refine((options) => !options.wantAssertionsEncrypted || options.decryption !== undefined, {
    message: 'a decryption key, without which an encrypted assertion cannot be read',
    path: ['decryption'],
  });
export type SamlOptions = z.infer<typeof samlOptions>;

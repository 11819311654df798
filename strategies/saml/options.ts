import { z } from 'zod';
import { commonProfileFields, httpsUrl, seconds, secretReference, textOrFile } from '../../config/fields.ts';

const keyPair = z.strictObject({
  key: secretReference.describe('The private key, PEM, by reference.'),
  certificate: textOrFile.describe('Its certificate: PEM or `${file:path}`.'),
});

/** A SAML 2.0 identity provider. Keys come from here, never from a message; none configured refuses everything. */
export const samlOptions = z
  .strictObject({
    ...commonProfileFields,
    kind: z.literal('saml').describe('A SAML 2.0 identity provider.'),
    metadata: textOrFile
      .optional()
      .describe(
        'The identity provider, by its metadata document: `${file:path}` or the XML itself. Either this or `idp`.',
      ),
    idp: z
      .strictObject({
        entityId: z.string().min(1).max(1024).describe('Its entity id.'),
        singleSignOnUrl: httpsUrl.describe('Where requests go, by the binding of `requestBinding`.'),
        singleLogoutUrl: httpsUrl.optional().describe('Where logout requests go.'),
        certificates: z
          .array(textOrFile)
          .min(1)
          .max(5)
          .describe('What it signs with: PEM or `${file:path}`; several during a rollover.'),
      })
      .optional()
      .describe('The identity provider, by hand.'),
    requestBinding: z.enum(['redirect', 'post']).default('redirect').describe('How requests are sent.'),
    nameIdFormat: z
      .string()
      .optional()
      .describe('The NameID format asked for; needed where the NameID itself is matched (`from: subject`).'),
    signing: keyPair.optional().describe('Signs our requests.'),
    decryption: keyPair
      .extend({
        acceptCbc: z
          .boolean()
          .default(false)
          .describe(
            'Also read AES-CBC, for an identity provider that has nothing better (SimpleSAMLphp 1); only inside a signed ' +
              'response, whose signature is checked before anything is decrypted.',
          ),
      })
      .optional()
      .describe('Decrypts assertions: AES-GCM under RSA-OAEP.'),
    wantAssertionsEncrypted: z
      .boolean()
      .default(false)
      .describe('Whether an assertion that is not encrypted is refused.'),
    wantResponseSigned: z
      .boolean()
      .default(false)
      .describe('Whether the response must be signed as well; the assertion always must be.'),
    allowIdpInitiated: z
      .literal(false)
      .default(false)
      .describe('A response that answers no request of ours is always refused.'),
    scopes: z
      .array(z.string().min(1))
      .max(100)
      .optional()
      .describe(
        'Scopes this identity provider may assert (`uni.example`); scoped values with another one are dropped.',
      ),
    clockSkewSeconds: seconds(0, 300).default(60).describe('How far its clock may be off.'),
    maxAuthenticationAgeSeconds: seconds(60, 604_800)
      .optional()
      .describe('An AuthnInstant older than this asks for re-authentication.'),
  })
  .refine((options) => (options.metadata === undefined) !== (options.idp === undefined), {
    message: 'either "metadata" or "idp" (without a certificate to check by, every response is refused)',
  })
  .refine((options) => !options.wantAssertionsEncrypted || options.decryption !== undefined, {
    message: 'a decryption key, without which an encrypted assertion cannot be read',
    path: ['decryption'],
  });
export type SamlOptions = z.infer<typeof samlOptions>;

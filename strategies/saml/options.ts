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

/** SAML Core 8.3.6: a URI of at most 1024 characters. Longer, or of another kind, is looked up nowhere. */
export const entityIdShape = /^(?:https?:\/\/|urn:)[!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]{1,1000}$/;

const keyPair = z.strictObject({
  key: secretReference.describe('The private key, PEM, by reference.'),
  certificate: textOrFile.describe('Its certificate: PEM or `${file:path}`.'),
});

const certificateList = z.array(textOrFile).min(1).max(5);
const refreshMinutes = z.number().int().min(5).max(10_080);

/** By hand, or by the address of its metadata: which keys belong to which is told where the two are mixed. */
const identityProvider = z
  .strictObject({
    entityId: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Its entity id. With `metadataUrl` that address unless said; metadata of another one is refused.'),
    singleSignOnUrl: httpsUrl.optional().describe('Where requests go, by the binding of `requestBinding`.'),
    singleLogoutUrl: httpsUrl
      .optional()
      .describe(
        'Where logout messages go, by the binding of `requestBinding`. They are signed, so `signing` is needed.',
      ),
    certificates: certificateList
      .optional()
      .describe('What it signs with: PEM or `${file:path}`; several during a rollover.'),
    metadataUrl: httpsUrl
      .optional()
      .describe('Where its metadata is published; it is read again and again, and its keys change with it.'),
    signingCertificates: certificateList
      .optional()
      .describe(
        'With `metadataUrl`: who signs the metadata; several during a rollover. Unsigned metadata is then refused. ' +
          'Without it only TLS protects the keys, and `vestibule check` warns.',
      ),
    refreshMinutes: refreshMinutes
      .optional()
      .describe(
        'With `metadataUrl`: how often it is read anew, 360 unless said; sooner where its cacheDuration says so.',
      ),
  })
  .superRefine((idp, context) => {
    const byHand = ['singleSignOnUrl', 'singleLogoutUrl', 'certificates'] as const;
    const byUrl = ['signingCertificates', 'refreshMinutes'] as const;
    const tell = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (idp.metadataUrl !== undefined) {
      for (const key of byHand) if (idp[key] !== undefined) tell(key, 'nothing here: "metadataUrl" tells it');
      return;
    }
    for (const key of byUrl) if (idp[key] !== undefined) tell(key, '"metadataUrl" beside it');
    for (const key of ['entityId', 'singleSignOnUrl', 'certificates'] as const) {
      if (idp[key] === undefined) tell(key, `"${key}", or "metadataUrl" and nothing else by hand`);
    }
  });

const federationFields = z.strictObject({
  mdq: httpsUrl
    .optional()
    .describe(
      'The base address of its metadata query service, without `/entities`: members are looked up when somebody comes from them. This or `aggregate`.',
    ),
  aggregate: z
    .union([httpsUrl, z.string().regex(/^file:\/\/\/[^\s]+$/)], {
      error: 'an https address, or a file of this machine as file:///…',
    })
    .optional()
    .describe(
      'The address of its whole signed metadata, or `file:///…`: read every few hours by every node, so that people can search all members by name. This or `mdq`.',
    ),
  signingCertificates: certificateList.describe('Who signs its metadata; several during a rollover.'),
  entityIds: z
    .array(z.string().regex(entityIdShape, 'an entity id: an https address or a URN'))
    .min(1)
    .max(200)
    .optional()
    .describe(
      'The only identity providers that may sign people in, and those a person may choose from. Without it every one ' +
        'of the federation may, and the match rule must read a scoped value.',
    ),
  refreshMinutes: refreshMinutes
    .default(360)
    .describe('How often metadata is read anew; sooner where its cacheDuration says so.'),
});
const federation = federationFields.refine(({ mdq, aggregate }) => (mdq === undefined) !== (aggregate === undefined), {
  message: 'exactly one of "mdq" and "aggregate": where its metadata comes from',
});

/** A SAML 2.0 identity provider, or those of a federation. Keys come from here, never from a message; none configured refuses everything. */
export const samlOptions = z
  .strictObject({
    ...commonProfileFields,
    kind: z.literal('saml').describe('A SAML 2.0 identity provider.'),
    metadata: textOrFile
      .optional()
      .describe(
        'The identity provider, by its metadata document: `${file:path}` or the XML itself. This, `idp` or `federation`.',
      ),
    idp: identityProvider.optional().describe('The identity provider, by hand or by the address of its metadata.'),
    federation: federation
      .optional()
      .describe('Identity providers of a federation, each looked up by its name (MDQ) when somebody comes from it.'),
    requestBinding: z.enum(['redirect', 'post']).default('redirect').describe('How requests are sent.'),
    nameIdFormat: z
      .string()
      .optional()
      .describe('The NameID format asked for; needed where the NameID itself is matched (`from: subject`).'),
    signing: keyPair
      .extend({
        next: textOrFile
          .optional()
          .describe(
            'The certificate of the key that will sign next. Our metadata announces it beside the present one; it signs ' +
              'nothing before it is put in its place.',
          ),
      })
      .optional()
      .describe('Signs our requests.'),
    decryption: keyPair
      .extend({
        former: keyPair
          .optional()
          .describe('The key pair before this one: still decrypts, and is no longer announced in our metadata.'),
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
      .boolean()
      .default(false)
      .describe(
        'Whether people may begin at the identity provider, by a link of its portal. They are then asked on a page of ours ' +
          'before they are signed in. Better link to `/{slug}/login/{id}`, which needs nothing of this.',
      ),
    scopes: z
      .array(z.string().min(1))
      .max(100)
      .optional()
      .describe(
        'Scopes this identity provider may assert (`uni.example`); scoped values with another one are dropped. In a ' +
          'federation this narrows what the metadata of each identity provider lets it assert.',
      ),
    signOut: signOutField,
    registration: registrationField,
    clockSkewSeconds: seconds(0, 300).default(60).describe('How far its clock may be off.'),
    maxAuthenticationAgeSeconds: seconds(60, 604_800)
      .optional()
      .describe('An AuthnInstant older than this asks for re-authentication.'),
  })
  .refine(({ metadata, idp, federation }) => [metadata, idp, federation].filter(isGiven).length === 1, {
    message:
      'exactly one of "metadata", "idp" and "federation": which identity provider is believed, and by which keys',
  })
  .refine(
    ({ allowIdpInitiated, federation: of }) => !allowIdpInitiated || of === undefined || of.entityIds !== undefined,
    {
      message:
        'no sign-in begun elsewhere in an open federation: list the members that may under "federation.entityIds"',
      path: ['allowIdpInitiated'],
    },
  )
  .refine((options) => !options.wantAssertionsEncrypted || options.decryption !== undefined, {
    message: 'a decryption key, without which an encrypted assertion cannot be read',
    path: ['decryption'],
  });
export type SamlOptions = z.infer<typeof samlOptions>;

function isGiven(part: unknown): boolean {
  return part !== undefined;
}

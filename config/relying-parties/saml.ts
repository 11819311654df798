import { z } from 'zod';
import { httpsUrl, isLoopbackUrl, seconds, textOrFile } from '../fields.ts';
import { commonRelyingPartyFields, relyingPartyId } from './common.ts';

const entityId = z
  .string()
  .regex(/^[!-~]{1,1024}$/, 'an entity id: up to 1024 characters without blanks, as the application writes it');
const certificates = z.array(textOrFile).min(1).max(5);

const consumer = z
  .url({ protocol: /^https?$/, error: 'a URL' })
  .max(2000)
  .refine((url) => !URL.canParse(url) || new URL(url).protocol === 'https:' || isLoopbackUrl(url), {
    message: 'an https address (http only for an address of this machine): a person’s data are posted there',
  })
  .refine((url) => !url.includes('#') && !url.includes('*'), {
    message: 'a whole address, without fragment or wildcard',
  });

/** Where the metadata of the application comes from, or what would stand in it. */
const sources = ['metadata', 'metadataUrl', 'mdq', 'acs'] as const;

/** An application that asks by SAML 2.0: a service provider. */
export const samlRelyingParty = z
  .strictObject({
    kind: z.literal('saml').describe('How the application speaks to us: SAML 2.0, as a service provider.'),
    id: relyingPartyId.describe('Its name in logs and in the audit; the application does not need it.'),
    ...commonRelyingPartyFields,
    entityId: entityId
      .optional()
      .describe('Its entity id. Needed with `mdq` and `acs`; with `metadataUrl` that address unless named.'),
    metadata: textOrFile
      .optional()
      .describe('Its metadata document: `${file:path}` or the XML itself. This, `metadataUrl`, `mdq` or `acs`.'),
    metadataUrl: httpsUrl
      .optional()
      .describe('Where it publishes its metadata; read again and again, so that its new keys and addresses count.'),
    mdq: httpsUrl
      .optional()
      .describe(
        'The base address of a metadata query service (of a federation), without `/entities`: its metadata is looked up there.',
      ),
    metadataCertificates: certificates
      .optional()
      .describe(
        'With `metadataUrl` and `mdq`: who signs the metadata; unsigned metadata is then refused. `mdq` needs it.',
      ),
    refreshMinutes: z
      .number()
      .int()
      .min(5)
      .max(10_080)
      .default(360)
      .describe('How often fetched metadata is read anew; sooner where its cacheDuration says so.'),
    acs: z
      .array(consumer)
      .min(1)
      .max(20)
      .optional()
      .describe(
        'By hand: where answers may be posted (AssertionConsumerService, HTTP-POST), each in full; the first where a request names none.',
      ),
    certificates: certificates
      .optional()
      .describe('By hand: what it signs its requests with, PEM or `${file:path}`; several during a change of keys.'),
    encryptionCertificate: textOrFile
      .optional()
      .describe('By hand: what assertions are encrypted for, PEM or `${file:path}`.'),
    singleLogoutUrl: consumer.optional().describe('By hand: where it takes logout messages (HTTP-Redirect).'),
    requireSignedRequests: z
      .boolean()
      .default(false)
      .describe(
        'Whether a sign-in request without signature is refused; always so where its metadata says AuthnRequestsSigned. Logout requests always have to be signed.',
      ),
    signResponse: z
      .boolean()
      .default(false)
      .describe('Whether the response around the assertion is signed too; the assertion always is.'),
    encryption: z
      .enum(['where-possible', 'required', 'never'])
      .default('where-possible')
      .describe(
        'Whether assertions are encrypted (AES-256-GCM under RSA-OAEP): where it has a key for it, always (without a key nobody comes in), or never.',
      ),
    nameIdFormat: z
      .enum(['persistent', 'transient', 'email', 'unspecified'])
      .default('persistent')
      .describe(
        'How the person is named: `persistent` and `unspecified` by `release.subject`, `transient` by another name each time, `email` by the address that the release tells.',
      ),
    attributeNames: z
      .enum(['uri', 'basic'])
      .default('uri')
      .describe(
        'How attributes are named: `uri`, by the name that federations have for it where there is one (`mail` is urn:oid:0.9.2342.19200300.100.1.3), or `basic`, just as the claim of the release.',
      ),
    pairwiseIdScope: z
      .string()
      .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a scope such as library.example')
      .optional()
      .describe(
        'Tells `pairwise-id` too: a pseudonym of this application alone, with this scope behind it, for applications that ask for the SAML subject identifiers.',
      ),
    allowIdpInitiated: z
      .boolean()
      .default(false)
      .describe('Whether people may begin here, by a link to `/{slug}/saml/sso?sp=ENTITYID`, without a request of it.'),
    assertionSeconds: seconds(30, 900).default(300).describe('How long an assertion is good for after it was made.'),
  })
  .superRefine((party, context) => {
    const tell = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const given = sources.filter((source) => party[source] !== undefined);
    if (given.length !== 1) {
      tell(
        given[1] ?? 'metadata',
        'exactly one of "metadata", "metadataUrl", "mdq" and "acs": where its addresses and keys come from',
      );
      return;
    }
    const [source] = given;
    const isByHand = source === 'acs';
    if ((isByHand || source === 'mdq') && party.entityId === undefined)
      tell('entityId', `the entity id beside "${source}"`);
    for (const key of ['certificates', 'encryptionCertificate', 'singleLogoutUrl'] as const) {
      if (!isByHand && party[key] !== undefined) tell(key, 'nothing here: its metadata tells it');
    }
    const isFetched = source === 'metadataUrl' || source === 'mdq';
    if (!isFetched && party.metadataCertificates !== undefined) {
      tell('metadataCertificates', '"metadataUrl" or "mdq" beside it');
    }
    if (source === 'mdq' && party.metadataCertificates === undefined) {
      tell('metadataCertificates', 'who signs the metadata of the federation');
    }
    if (isByHand && party.requireSignedRequests && party.certificates === undefined) {
      tell('certificates', 'what it signs its requests with, since unsigned ones are refused');
    }
    if (isByHand && party.singleLogoutUrl !== undefined && party.certificates === undefined) {
      tell('certificates', 'what it signs its logout requests with: unsigned ones are refused');
    }
    if (isByHand && party.encryption === 'required' && party.encryptionCertificate === undefined) {
      tell('encryptionCertificate', 'the certificate that assertions are encrypted for');
    }
    if (party.nameIdFormat === 'email' && !Object.values(party.release.claims).includes('email')) {
      tell('nameIdFormat', 'a claim of the release that is `email`, since the person is named by it');
    }
  });
export type SamlRelyingParty = z.infer<typeof samlRelyingParty>;

import { SAML } from '@node-saml/node-saml';
import { libraryOf } from '../support/institutions.ts';
import type { TestKeyPair } from '../support/saml-certificate.ts';
import { startVestibule } from '../support/vestibule.ts';
import { cpuOf } from './measure.ts';
import type { Serve } from './served.ts';

export interface SamlStart {
  readonly idp: { readonly entityId: string; readonly certificate: string };
  readonly sp: TestKeyPair;
}

const singleSignOnUrl = 'https://idp.example/sso';

/** A library that signs in from one identity provider; and node-saml alone, set up for the same. */
export const serve: Serve = async (start) => {
  const { idp, sp } = start as SamlStart;
  const vestibule = await startVestibule({
    institutions: () => [
      libraryOf({
        profiles: [
          {
            id: 'campus',
            kind: 'saml',
            label: 'Campus',
            match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
            idp: { entityId: idp.entityId, singleSignOnUrl, certificates: [idp.certificate] },
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
            signing: { key: '${env:SP_KEY}', certificate: sp.certificate },
          },
        ],
      }),
    ],
    secrets: { SP_KEY: sp.key },
  });
  await vestibule.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
  ]);
  const profile = `${vestibule.url}/demo/login/campus`;
  const bare = new SAML({
    idpCert: [idp.certificate],
    issuer: `${profile}/metadata`,
    callbackUrl: `${profile}/callback`,
    entryPoint: singleSignOnUrl,
    audience: `${profile}/metadata`,
    privateKey: sp.key,
    signatureAlgorithm: 'sha256',
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: 60_000,
    disableRequestedAuthnContext: true,
  });
  return {
    url: () => vestibule.url,
    /** @returns CPU milliseconds of one signed request and one validation for each of these responses */
    validations: (responses) =>
      cpuOf(async () => {
        for (const SAMLResponse of responses as readonly string[]) {
          await bare.getAuthorizeUrlAsync('', undefined, {});
          const { profile: said } = await bare.validatePostResponseAsync({ SAMLResponse });
          if (said?.['studentNumber'] !== 'S-1001') throw new Error('node-saml read something else');
        }
      }),
    close: () => vestibule.close(),
  };
};

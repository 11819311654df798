import { SignedXml } from 'xml-crypto';
import { responseXml, signing } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An HMAC whose key is the public certificate. */
export const hostile: HostileCase = {
  check: 'algorithm',
  message: (stage) => {
    const xpath = "//*[local-name(.)='Assertion']";
    const signer = new SignedXml({
      privateKey: stage.idp.keys.certificate,
      signatureAlgorithm: signing.hmacSha1,
      canonicalizationAlgorithm: signing.exclusive,
    });
    signer.enableHMAC();
    signer.addReference({ xpath, digestAlgorithm: signing.sha256, transforms: [signing.enveloped, signing.exclusive] });
    signer.computeSignature(responseXml(stage.parts({ nameId: 'mallory' })), {
      location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' },
    });
    return signer.getSignedXml();
  },
};

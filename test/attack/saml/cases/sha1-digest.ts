import { responseXml, sign, signing } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A SHA-1 digest under an RSA-SHA256 signature. */
export const hostile: HostileCase = {
  check: 'algorithm',
  message: (stage) => sign(responseXml(stage.parts()), 'Assertion', stage.idp.keys, { digest: signing.sha1 }),
};

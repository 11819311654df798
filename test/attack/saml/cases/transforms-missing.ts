import { responseXml, sign, signing } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A signature without the enveloped transform. */
export const hostile: HostileCase = {
  check: 'signature-transforms',
  message: (stage) => {
    const transforms = [signing.exclusive];
    return sign(responseXml(stage.parts()), 'Assertion', stage.idp.keys, { transforms });
  },
};

import { bearer, responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Confirmed for the holder of a key, not for a bearer. */
export const hostile: HostileCase = {
  check: 'confirmation',
  message: (stage) => {
    const xml = replaced(responseXml(stage.parts()), bearer, 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key');
    return sign(xml, 'Assertion', stage.idp.keys);
  },
};

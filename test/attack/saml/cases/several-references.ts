import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A signature over two elements. */
export const hostile: HostileCase = {
  check: 'signature-parts',
  message: (stage) => {
    const alsoRefer = ["//*[local-name(.)='Subject']"];
    return sign(responseXml(stage.parts()), 'Assertion', stage.idp.keys, { alsoRefer });
  },
};

import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A condition that nobody here understands. */
export const hostile: HostileCase = {
  check: 'conditions',
  message: (stage) => {
    const xml = replaced(responseXml(stage.parts()), '</saml:Conditions>', '<x xmlns="urn:x"/></saml:Conditions>');
    return sign(xml, 'Assertion', stage.idp.keys);
  },
};

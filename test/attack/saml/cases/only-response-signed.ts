import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** The response is signed and the assertion in it is not. */
export const hostile: HostileCase = {
  check: 'unsigned',
  message: (stage) => sign(responseXml(stage.parts()), 'Response', stage.idp.keys),
};

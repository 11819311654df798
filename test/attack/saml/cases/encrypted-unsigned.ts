import { encryptAssertion, responseXml } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Encrypted for us by anybody, and signed by nobody. */
export const hostile: HostileCase = {
  check: 'signature',
  message: (stage) => encryptAssertion(responseXml(stage.parts({ nameId: 'mallory' })), stage.own.certificate),
};

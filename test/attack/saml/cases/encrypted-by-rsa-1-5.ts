import { encryptAssertion } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** The content key encrypted by RSA 1.5. */
export const hostile: HostileCase = {
  check: 'algorithm',
  message: (stage) =>
    encryptAssertion(signed(stage), stage.own.certificate, { key: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' }),
};

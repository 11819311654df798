import { encryptAssertion } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** CBC is allowed, and no signature around the cipher text says who wrote it. */
export const hostile: HostileCase = {
  check: 'algorithm',
  acceptCbc: true,
  message: (stage) =>
    encryptAssertion(signed(stage), stage.own.certificate, { content: 'http://www.w3.org/2001/04/xmlenc#aes128-cbc' }),
};

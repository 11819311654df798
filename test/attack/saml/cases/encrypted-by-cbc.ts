import { encryptAssertion } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Encrypted by AES-CBC, which lets a decrypting server be used as an oracle. */
export const hostile: HostileCase = {
  check: 'algorithm',
  message: (stage) =>
    encryptAssertion(signed(stage), stage.own.certificate, { content: 'http://www.w3.org/2001/04/xmlenc#aes256-cbc' }),
};

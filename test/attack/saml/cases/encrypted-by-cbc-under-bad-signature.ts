import { encryptAssertion, sign } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** CBC is allowed, and the cipher text was changed under the signature around it: it is not even decrypted. */
export const hostile: HostileCase = {
  check: 'signature',
  acceptCbc: true,
  message: async (stage) => {
    const content = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
    const whole = sign(
      await encryptAssertion(signed(stage), stage.own.certificate, { content }),
      'Response',
      stage.idp.keys,
    );
    return whole.replace(/(<e:CipherValue>|<xenc:CipherValue>)[A-Za-z0-9+/]{8}/g, '$1AAAAAAAA');
  },
};

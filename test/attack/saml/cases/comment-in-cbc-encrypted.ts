import { encrypted, sign } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, replaced } from '../surgery.ts';

/** Also under a good signature the decrypted text is bound by the same rules. */
export const hostile: HostileCase = {
  check: 'comment',
  acceptCbc: true,
  message: async (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    const content = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
    const hidden = await encrypted(replaced(original, 'alice@', 'al<!-- -->ice@'), stage.own.certificate, { content });
    return sign(replaced(xml, original, hidden), 'Response', stage.idp.keys);
  },
};

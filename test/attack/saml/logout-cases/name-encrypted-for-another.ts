import { encrypted } from '../../../support/saml-idp.ts';
import { byPost, logoutRequestXml, nameIdXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Encrypted for a key that we do not have. */
export const hostile: HostileLogout = {
  check: 'decryption-key',
  message: async ({ parts, idp, stranger }) => {
    const inside = await encrypted(nameIdXml('alice'), stranger.keys.certificate);
    const name = inside.replaceAll('EncryptedAssertion', 'EncryptedID');
    return byPost(signLogout(logoutRequestXml(parts({ name })), idp.keys));
  },
};

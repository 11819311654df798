import { byPost, logoutRequestXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';
import { replaced, signatureOf } from '../surgery.ts';

/** A bad signature beside a good one. */
export const hostile: HostileLogout = {
  check: 'signature-place',
  message: ({ parts, idp, stranger }) => {
    const xml = logoutRequestXml(parts());
    const other = signatureOf(signLogout(xml, stranger.keys));
    return byPost(replaced(signLogout(xml, idp.keys), '</saml:Issuer>', `</saml:Issuer>${other}`));
  },
};

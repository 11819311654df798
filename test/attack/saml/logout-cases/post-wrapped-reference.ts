import { byPost, logoutRequestXml, nameIdXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';
import { replaced, signatureOf, without } from '../surgery.ts';

/** The same, where the signature at the top refers to the request inside. */
export const hostile: HostileLogout = {
  check: 'signature-reference',
  message: ({ parts, idp }) => {
    const signed = signLogout(logoutRequestXml(parts()), idp.keys);
    const signature = signatureOf(signed);
    const forged = logoutRequestXml(parts({ name: nameIdXml('victim@campus.example') }));
    const inside = `<samlp:Extensions>${without(signed, signature)}</samlp:Extensions>`;
    return byPost(replaced(forged, '</saml:Issuer>', `</saml:Issuer>${signature}${inside}`));
  },
};

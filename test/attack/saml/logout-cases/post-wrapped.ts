import { byPost, logoutRequestXml, nameIdXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';
import { replaced, signatureOf, without } from '../surgery.ts';

/** A signed request kept in the Extensions of a forged one, whose signature stands at the top. */
export const hostile: HostileLogout = {
  check: 'id',
  message: ({ parts, idp }) => {
    const signed = signLogout(logoutRequestXml(parts()), idp.keys);
    const signature = signatureOf(signed);
    const forged = logoutRequestXml(parts({ id: parts().id, name: nameIdXml('victim@campus.example') }));
    const original = without(signed, signature);
    const wrapped = replaced(
      forged,
      '</saml:Issuer>',
      `</saml:Issuer>${signature}<samlp:Extensions>${original}</samlp:Extensions>`,
    );
    const id = / ID="([^"]+)"/.exec(original)?.[1] ?? '';
    return byPost(wrapped.replace(/ ID="[^"]+"/, ` ID="${id}"`));
  },
};

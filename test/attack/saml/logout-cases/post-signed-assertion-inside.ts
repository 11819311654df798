import { responseXml, sign } from '../../../support/saml-idp.ts';
import { byPost, logoutRequestXml, nameIdXml } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';
import { replaced } from '../surgery.ts';

/** A captured, well signed assertion inside a forged request that nobody signed. */
export const hostile: HostileLogout = {
  check: 'unsigned',
  message: ({ bench, parts, idp }) => {
    const captured = sign(responseXml(idp.answer('_any', bench.clock.now())), 'Assertion', idp.keys);
    const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(captured)?.[0] ?? '';
    const forged = logoutRequestXml(parts({ name: nameIdXml('victim@campus.example') }));
    return byPost(
      replaced(forged, '</saml:Issuer>', `</saml:Issuer><samlp:Extensions>${assertion}</samlp:Extensions>`),
    );
  },
};

import { byPost, logoutRequestXml, signedQuery, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** The id of a request that came by redirect, signed anew for a form. */
export const hostile: HostileLogout = {
  check: 'replay',
  code: 'VST_UPSTREAM_REPLAYED',
  message: async ({ bench, parts, idp }) => {
    const xml = logoutRequestXml(parts());
    await bench.bring({ query: signedQuery(xml, idp.keys, { parameter: 'SAMLRequest' }) });
    return byPost(signLogout(xml, idp.keys));
  },
};

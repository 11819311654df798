import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** The same request a second time. */
export const hostile: HostileLogout = {
  check: 'replay',
  code: 'VST_UPSTREAM_REPLAYED',
  message: async ({ bench, parts, idp }) => {
    const query = signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' });
    await bench.bring({ query });
    return { query };
  },
};

import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** The name of something every object has. */
export const hostile: HostileLogout = {
  check: 'algorithm',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest', algorithm: 'constructor' }),
  }),
};

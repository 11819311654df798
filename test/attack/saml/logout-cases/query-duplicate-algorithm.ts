import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Two algorithms to choose from. */
export const hostile: HostileLogout = {
  check: 'parameter',
  message: ({ parts, idp }) => ({
    query: `${signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' })}&SigAlg=none`,
  }),
};

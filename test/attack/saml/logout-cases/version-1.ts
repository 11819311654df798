import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Another version of the protocol. */
export const hostile: HostileLogout = {
  check: 'version',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ version: '1.1' })), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};

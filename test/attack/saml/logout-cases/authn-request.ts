import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A signed message of another kind. */
export const hostile: HostileLogout = {
  check: 'root',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()).replaceAll('LogoutRequest', 'AuthnRequest'), idp.keys, {
      parameter: 'SAMLRequest',
    }),
  }),
};

import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** No issuer at all. */
export const hostile: HostileLogout = {
  check: 'issuer',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ issuer: null })), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};

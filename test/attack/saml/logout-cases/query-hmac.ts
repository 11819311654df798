import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A symmetric signature, keyed by the public certificate. */
export const hostile: HostileLogout = {
  check: 'algorithm',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, {
      parameter: 'SAMLRequest',
      algorithm: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
    }),
  }),
};

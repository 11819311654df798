import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A signature by SHA-1. */
export const hostile: HostileLogout = {
  check: 'algorithm',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, {
      parameter: 'SAMLRequest',
      algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      hash: 'sha1',
    }),
  }),
};

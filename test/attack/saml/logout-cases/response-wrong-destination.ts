import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** An answer to somebody else. */
export const hostile: HostileLogout = {
  check: 'destination',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutResponseXml(parts({ destination: 'https://other.example/slo' })), idp.keys, {
      parameter: 'SAMLResponse',
    }),
  }),
};

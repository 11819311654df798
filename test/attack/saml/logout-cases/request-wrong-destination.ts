import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Made for another service provider of the same identity provider. */
export const hostile: HostileLogout = {
  check: 'destination',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ destination: 'https://other.example/slo' })), idp.keys, {
      parameter: 'SAMLRequest',
    }),
  }),
};

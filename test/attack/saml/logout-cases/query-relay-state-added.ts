import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A RelayState that the signature does not cover. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, idp }) => ({
    query: `${signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' })}&RelayState=https%3A%2F%2Fevil.example`,
  }),
};

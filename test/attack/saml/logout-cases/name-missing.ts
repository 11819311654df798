import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Nobody is named, which must not mean everybody. */
export const hostile: HostileLogout = {
  check: 'name-id',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ name: '' })), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};

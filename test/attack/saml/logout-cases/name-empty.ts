import { logoutRequestXml, nameIdXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** An empty name. */
export const hostile: HostileLogout = {
  check: 'name-id',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ name: nameIdXml('') })), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};

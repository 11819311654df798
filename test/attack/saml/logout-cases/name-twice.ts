import { logoutRequestXml, nameIdXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Two people in one request. */
export const hostile: HostileLogout = {
  check: 'name-id',
  message: ({ parts, idp }) => {
    const name = nameIdXml('alice@campus.example') + nameIdXml('bob@campus.example');
    return { query: signedQuery(logoutRequestXml(parts({ name })), idp.keys, { parameter: 'SAMLRequest' }) };
  },
};

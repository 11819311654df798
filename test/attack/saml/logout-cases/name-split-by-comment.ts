import { logoutRequestXml, nameIdXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A name that a careless reader cuts at a comment. */
export const hostile: HostileLogout = {
  check: 'comment',
  message: ({ parts, idp }) => {
    const name = nameIdXml('alice@campus.example<!-- -->.evil');
    return { query: signedQuery(logoutRequestXml(parts({ name })), idp.keys, { parameter: 'SAMLRequest' }) };
  },
};

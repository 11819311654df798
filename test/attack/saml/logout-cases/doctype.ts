import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A document type. */
export const hostile: HostileLogout = {
  check: 'doctype',
  message: ({ parts, idp }) => ({
    query: signedQuery(`<!DOCTYPE a>${logoutRequestXml(parts())}`, idp.keys, { parameter: 'SAMLRequest' }),
  }),
};

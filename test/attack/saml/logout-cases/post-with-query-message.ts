import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A form, and another message in its address. */
export const hostile: HostileLogout = {
  check: 'parameter',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' }),
    body: { SAMLRequest: 'AAAA' },
  }),
};

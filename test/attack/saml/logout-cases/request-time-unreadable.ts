import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A time without its zone. */
export const hostile: HostileLogout = {
  check: 'time',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ issuedAt: '2026-03-02T09:00:00' })), idp.keys, {
      parameter: 'SAMLRequest',
    }),
  }),
};

import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Another issuer, in whose name nobody is believed here. */
export const hostile: HostileLogout = {
  check: 'issuer',
  message: ({ parts, stranger }) => ({
    query: signedQuery(logoutRequestXml(parts({ issuer: stranger.entityId })), stranger.keys, {
      parameter: 'SAMLRequest',
    }),
  }),
};

import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Signed by the right key in the name of somebody else. */
export const hostile: HostileLogout = {
  check: 'issuer',
  message: ({ parts, idp, stranger }) => ({
    query: signedQuery(logoutResponseXml(parts({ issuer: stranger.entityId })), idp.keys, {
      parameter: 'SAMLResponse',
    }),
  }),
};

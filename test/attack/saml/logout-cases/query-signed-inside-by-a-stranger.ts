import { logoutRequestXml, signedQuery, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A good signature of the address around a bad one inside. */
export const hostile: HostileLogout = {
  check: 'signature-place',
  message: ({ parts, idp, stranger }) => ({
    query: signedQuery(signLogout(logoutRequestXml(parts()), stranger.keys), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};

import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';
import { replaced } from '../surgery.ts';

/** The RelayState of a signed message exchanged. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, idp }) => ({
    query: replaced(
      signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest', relayState: 'theirs' }),
      'RelayState=theirs',
      'RelayState=evil',
    ),
  }),
};

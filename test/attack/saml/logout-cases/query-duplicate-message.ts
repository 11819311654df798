import { deflateRawSync } from 'node:zlib';
import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Two requests in one address: one signed, one meant. */
export const hostile: HostileLogout = {
  check: 'parameter',
  message: ({ parts, idp }) => {
    const forged = encodeURIComponent(deflateRawSync(logoutRequestXml(parts())).toString('base64'));
    return {
      query: `SAMLRequest=${forged}&${signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' })}`,
    };
  },
};

import { deflateRawSync } from 'node:zlib';
import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A second request under a name that another reader decodes. */
export const hostile: HostileLogout = {
  check: 'parameter',
  message: ({ parts, idp }) => {
    const forged = encodeURIComponent(deflateRawSync(logoutRequestXml(parts())).toString('base64'));
    return {
      query: `${signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' })}&SAML%52equest=${forged}`,
    };
  },
};

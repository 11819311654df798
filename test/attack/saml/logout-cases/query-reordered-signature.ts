import { logoutRequestXml, querySignature, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Signed in the order of the alphabet, as a careless signer would; only one order counts. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, idp }) => {
    const [message = '', algorithm = ''] = signedQuery(logoutRequestXml(parts()), idp.keys, {
      parameter: 'SAMLRequest',
    }).split('&');
    const signature = querySignature(`${algorithm}&${message}`, idp.keys);
    return { query: `${algorithm}&${message}&Signature=${encodeURIComponent(signature)}` };
  },
};

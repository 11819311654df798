import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** The same answer a second time. */
export const hostile: HostileLogout = {
  check: 'in-response-to',
  answersRequest: true,
  message: async ({ bench, parts, idp }) => {
    const query = signedQuery(logoutResponseXml(parts()), idp.keys, { parameter: 'SAMLResponse' });
    await bench.bring({ query });
    return { query };
  },
};

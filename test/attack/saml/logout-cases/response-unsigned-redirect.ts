import { deflateRawSync } from 'node:zlib';
import { logoutResponseXml } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Whoever knows the address claims that all is over. */
export const hostile: HostileLogout = {
  check: 'unsigned',
  message: ({ parts }) => ({
    query: `SAMLResponse=${encodeURIComponent(deflateRawSync(logoutResponseXml(parts())).toString('base64'))}`,
  }),
};

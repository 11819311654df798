import { deflateRawSync } from 'node:zlib';
import { logoutRequestXml } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Signed by nobody: the parameters of a signature are simply not there. */
export const hostile: HostileLogout = {
  check: 'unsigned',
  message: ({ parts }) => ({
    query: `SAMLRequest=${encodeURIComponent(deflateRawSync(logoutRequestXml(parts())).toString('base64'))}`,
  }),
};

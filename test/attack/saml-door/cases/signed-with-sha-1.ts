import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'algorithm',
  message: ({ library, own }) => {
    const algorithm = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
    return { url: redirectTo(library.sso, authnRequest(library), { ...own, algorithm }) };
  },
};

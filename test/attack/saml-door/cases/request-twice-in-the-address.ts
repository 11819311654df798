import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'parameter',
  message: ({ library, own }) => {
    const url = redirectTo(library.sso, authnRequest(library), own);
    return { url: `${url}&SAMLRequest=${/SAMLRequest=([^&]+)/.exec(url)?.[1] ?? ''}` };
  },
};

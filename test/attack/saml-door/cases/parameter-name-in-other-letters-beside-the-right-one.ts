import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'parameter',
  message: ({ library }) => {
    const url = redirectTo(library.sso, authnRequest(library));
    return { url: `${url}&SAML%52equest=x` };
  },
};

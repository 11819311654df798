import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'parameter',
  message: ({ library }) => ({
    url: redirectTo(library.sso, authnRequest(library)).replace('SAMLRequest', 'SAMLResponse'),
  }),
};

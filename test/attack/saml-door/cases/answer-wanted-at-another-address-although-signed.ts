import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'acs',
  message: ({ library, own }) => {
    const attributes = 'AssertionConsumerServiceURL="https://evil.example/acs"';
    return { url: redirectTo(library.sso, authnRequest(library, { attributes }), own) };
  },
};

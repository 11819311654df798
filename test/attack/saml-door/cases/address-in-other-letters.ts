import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'acs',
  message: ({ library }) => {
    const attributes = 'AssertionConsumerServiceURL="https://CATALOGUE.example/acs"';
    return { url: redirectTo(library.sso, authnRequest(library, { attributes })) };
  },
};

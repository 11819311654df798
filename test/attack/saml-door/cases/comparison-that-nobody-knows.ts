import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'authn-context',
  message: ({ library }) => {
    const content = '<samlp:RequestedAuthnContext Comparison="any"/>';
    return { url: redirectTo(library.sso, authnRequest(library, { content })) };
  },
};

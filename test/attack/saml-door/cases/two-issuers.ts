import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'issuer',
  message: ({ library }) => {
    const content = '<saml:Issuer>https://evil.example/sp</saml:Issuer>';
    return { url: redirectTo(library.sso, authnRequest(library, { content })) };
  },
};

import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'subject',
  message: ({ library }) => {
    const content = '<saml:Subject><saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID></saml:Subject>';
    return { url: redirectTo(library.sso, authnRequest(library, { content })) };
  },
};

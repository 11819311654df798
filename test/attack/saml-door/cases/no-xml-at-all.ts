import { redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'xml',
  message: ({ library }) => ({ url: redirectTo(library.sso, '<samlp:AuthnRequest') }),
};

import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'doctype',
  message: ({ library }) => ({
    url: redirectTo(library.sso, `<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${authnRequest(library)}`),
  }),
};

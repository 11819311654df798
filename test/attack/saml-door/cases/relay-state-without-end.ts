import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'relay-state',
  message: ({ library }) => ({
    url: redirectTo(library.sso, authnRequest(library), { relayState: 'x'.repeat(2000) }),
  }),
};

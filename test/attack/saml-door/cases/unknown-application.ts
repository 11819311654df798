import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'issuer',
  message: ({ library }) => ({
    url: redirectTo(library.sso, authnRequest(library, { issuer: 'https://unknown.example/sp' })),
  }),
};

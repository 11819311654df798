import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'signature',
  message: ({ library, stranger }) => ({
    url: redirectTo(library.sso, authnRequest(library), stranger),
  }),
};

import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'elements',
  message: ({ library }) => ({
    url: redirectTo(library.sso, authnRequest(library, { content: '<a/>'.repeat(10_000) })),
  }),
};

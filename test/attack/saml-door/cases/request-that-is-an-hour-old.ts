import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'issue-instant',
  message: ({ library }) => ({
    url: redirectTo(
      library.sso,
      authnRequest(library, { issueInstant: new Date(Date.now() - 3_600_000).toISOString() }),
    ),
  }),
};

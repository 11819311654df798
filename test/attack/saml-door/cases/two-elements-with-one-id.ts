import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'id',
  message: ({ library }) => ({
    url: redirectTo(library.sso, authnRequest(library, { id: '_a', content: '<samlp:Extensions ID="_a"/>' })),
  }),
};

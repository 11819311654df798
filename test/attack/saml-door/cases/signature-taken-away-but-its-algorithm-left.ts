import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsigned',
  message: ({ library, own }) => ({
    url: redirectTo(library.sso, authnRequest(library), own).replace(/&Signature=.*$/, ''),
  }),
};

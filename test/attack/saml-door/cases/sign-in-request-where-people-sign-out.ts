import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'root',
  message: ({ library, own }) => ({ url: redirectTo(library.slo, authnRequest(library), own) }),
};

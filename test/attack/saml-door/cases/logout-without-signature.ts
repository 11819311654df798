import { redirectTo } from '../../../support/saml-door.ts';
import { type HostileCase, logoutRequest } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsigned',
  message: (stage) => ({ url: redirectTo(stage.library.slo, logoutRequest(stage)) }),
};

import { redirectTo } from '../../../support/saml-door.ts';
import { type HostileCase, logoutRequest } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'root',
  message: (stage) => ({ url: redirectTo(stage.library.sso, logoutRequest(stage), stage.own) }),
};

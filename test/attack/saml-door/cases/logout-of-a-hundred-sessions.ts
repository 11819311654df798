import { redirectTo } from '../../../support/saml-door.ts';
import { type HostileCase, logoutRequest } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'session-index',
  message: (stage) => {
    const more = '<samlp:SessionIndex>x</samlp:SessionIndex>'.repeat(100);
    return { url: redirectTo(stage.library.slo, logoutRequest(stage, { more }), stage.own) };
  },
};

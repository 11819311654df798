import { redirectTo } from '../../../support/saml-door.ts';
import { type HostileCase, logoutRequest } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'name-id',
  message: (stage) => ({
    url: redirectTo(stage.library.slo, logoutRequest(stage, { more: '<saml:NameID>x</saml:NameID>' }), stage.own),
  }),
};

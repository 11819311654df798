import { redirectTo } from '../../../support/saml-door.ts';
import { type HostileCase, logoutRequest } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'destination',
  message: (stage) => ({
    url: redirectTo(stage.library.slo, logoutRequest(stage, { destination: 'https://other.example/slo' }), stage.own),
  }),
};

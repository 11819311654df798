import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** The session at the identity provider is over: sign in again. */
export const hostile: HostileCase = {
  check: 'session-end',
  reason: 'expired',
  answersRequest: true,
  message: (stage) => signed(stage, { sessionNotOnOrAfter: instant(stage.now, -120) }),
};

import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Signed in longer ago than the profile allows: sign in again. */
export const hostile: HostileCase = {
  check: 'authentication-age',
  reason: 'expired',
  settings: { options: { maxAuthenticationAgeSeconds: 600 } },
  answersRequest: true,
  message: (stage) => signed(stage, { authnInstant: instant(stage.now, -1000) }),
};

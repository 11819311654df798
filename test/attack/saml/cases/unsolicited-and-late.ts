import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Kept for later by somebody who saw it. */
export const hostile: HostileCase = {
  check: 'confirmation-time',
  settings: { options: { allowIdpInitiated: true } },
  message: (stage) =>
    signed(stage, { inResponseTo: null, confirmedInResponseTo: null, confirmedUntil: instant(stage.now, -120) }),
};

import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** The bearer confirmation ended. */
export const hostile: HostileCase = {
  check: 'confirmation-time',
  message: (stage) => signed(stage, { confirmedUntil: instant(stage.now, -120) }),
};

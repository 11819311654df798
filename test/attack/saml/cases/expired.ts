import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Ended two minutes ago. */
export const hostile: HostileCase = {
  check: 'conditions-time',
  message: (stage) => signed(stage, { notOnOrAfter: instant(stage.now, -120) }),
};

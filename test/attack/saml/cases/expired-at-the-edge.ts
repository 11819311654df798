import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Ended exactly one skew ago: NotOnOrAfter is no longer valid. */
export const hostile: HostileCase = {
  check: 'conditions-time',
  message: (stage) => signed(stage, { notOnOrAfter: instant(stage.now, -60) }),
};

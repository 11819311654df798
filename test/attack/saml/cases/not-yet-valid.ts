import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Valid from two minutes on. */
export const hostile: HostileCase = {
  check: 'conditions-time',
  message: (stage) => signed(stage, { notBefore: instant(stage.now, 120) }),
};

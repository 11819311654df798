import { instant } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Signed in the day after tomorrow. */
export const hostile: HostileCase = {
  check: 'authentication',
  message: (stage) => signed(stage, { authnInstant: instant(stage.now, 172_800) }),
};

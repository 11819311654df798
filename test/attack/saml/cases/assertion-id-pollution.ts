import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** An AssertionID as in SAML 1.1, beside the ID. */
export const hostile: HostileCase = {
  check: 'id',
  message: (stage) => replaced(signed(stage), '<samlp:Status>', '<samlp:Status AssertionID="_other">'),
};

import { signing } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A transform that leaves nothing of the signed element. */
export const hostile: HostileCase = {
  check: 'signature-transforms',
  message: (stage) => replaced(signed(stage), signing.enveloped, 'http://www.w3.org/TR/1999/REC-xpath-19991116'),
};

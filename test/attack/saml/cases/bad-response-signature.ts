import { sign } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A good signature in the assertion, under a response whose own signature does not hold. */
export const hostile: HostileCase = {
  check: 'signature',
  message: (stage) => replaced(sign(signed(stage), 'Response', stage.idp.keys), 'status:Success', 'status:Responder'),
};

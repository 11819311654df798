import { sign } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, firstSignatureOf, forged, forgedStart, without } from '../surgery.ts';

/** XSW1: the signed response lies inside the signature of a forged one. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const whole = sign(signed(stage), 'Response', stage.idp.keys);
    const signature = firstSignatureOf(whole);
    const original = without(whole, signature);
    const wrapped = appended(signature, original);
    return `${forgedStart(whole)}${wrapped}${forged(assertionOf(original))}</samlp:Response>`;
  },
};

import { sign } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, firstSignatureOf, forged, forgedStart, without } from '../surgery.ts';

/** XSW2: the signed response lies beside its signature, both in a forged one. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const whole = sign(signed(stage), 'Response', stage.idp.keys);
    const signature = firstSignatureOf(whole);
    const original = without(whole, signature);
    return `${forgedStart(whole)}${original}${signature}${forged(assertionOf(original))}</samlp:Response>`;
  },
};

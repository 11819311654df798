import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, forged, replaced, signatureOf, without } from '../surgery.ts';

/** XSW6: the forged assertion holds the signature, which holds the original. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    const signature = signatureOf(original);
    const wrapped = appended(signature, without(original, signature));
    return replaced(xml, original, appended(forged(original), wrapped));
  },
};

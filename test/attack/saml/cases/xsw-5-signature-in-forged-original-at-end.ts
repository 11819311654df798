import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, forged, replaced, signatureOf, without } from '../surgery.ts';

/** XSW5: the forged assertion holds the signature, the original without it stands at the end. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    const signature = signatureOf(original);
    return replaced(xml, original, appended(forged(original), signature) + without(original, signature));
  },
};

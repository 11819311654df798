import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, forged, replaced, signatureOf, without } from '../surgery.ts';

/** XSW8: the original in an Object of the signature that the forged assertion holds. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    const signature = signatureOf(original);
    const object = `<ds:Object>${without(original, signature)}</ds:Object>`;
    return replaced(xml, original, appended(forged(original), appended(signature, object)));
  },
};

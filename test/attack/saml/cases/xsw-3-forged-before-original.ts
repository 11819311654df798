import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, forged, replaced } from '../surgery.ts';

/** XSW3: a forged assertion before the signed one. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    return replaced(xml, original, forged(original) + original);
  },
};

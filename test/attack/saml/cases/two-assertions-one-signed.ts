import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, forged, replaced } from '../surgery.ts';

/** A signed assertion, and an unsigned one after it. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    return replaced(xml, original, original + forged(original));
  },
};

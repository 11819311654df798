import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, forged, replaced } from '../surgery.ts';

/** XSW4: the signed assertion as a child of the forged one. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    return replaced(xml, original, appended(forged(original), original));
  },
};

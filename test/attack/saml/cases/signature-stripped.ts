import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, forged, replaced } from '../surgery.ts';

/** The signature was taken out of a signed message, and the name changed. */
export const hostile: HostileCase = {
  check: 'unsigned',
  message: (stage) => {
    const xml = signed(stage);
    return replaced(xml, assertionOf(xml), forged(assertionOf(xml)));
  },
};

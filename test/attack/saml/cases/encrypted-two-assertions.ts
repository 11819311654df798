import { encrypted } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, forged, replaced } from '../surgery.ts';

/** Two assertions inside the encrypted one, the inner signed. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: async (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    return replaced(xml, original, await encrypted(appended(forged(original), original), stage.own.certificate));
  },
};

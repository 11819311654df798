import { encrypted } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, forged, replaced } from '../surgery.ts';

/** An encrypted assertion of anybody beside the signed one. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: async (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    return replaced(xml, original, original + (await encrypted(forged(original), stage.own.certificate)));
  },
};

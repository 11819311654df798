import { encrypted } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, assertionOf, replaced } from '../surgery.ts';

/** Depth inside the encrypted text. */
export const hostile: HostileCase = {
  check: 'depth',
  message: async (stage) => {
    const xml = signed(stage);
    const deep = appended(assertionOf(xml), `${'<x>'.repeat(5000)}${'</x>'.repeat(5000)}`);
    return replaced(xml, assertionOf(xml), await encrypted(deep, stage.own.certificate));
  },
};

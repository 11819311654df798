import { encrypted } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, replaced } from '../surgery.ts';

/** A document type inside the encrypted text. */
export const hostile: HostileCase = {
  check: 'doctype',
  message: async (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    const hidden = await encrypted(`<!DOCTYPE x [<!ENTITY e "e">]>${original}`, stage.own.certificate);
    return replaced(xml, original, hidden);
  },
};

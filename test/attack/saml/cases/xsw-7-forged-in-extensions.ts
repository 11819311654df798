import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, forged, replaced } from '../surgery.ts';

/** XSW7: the forged assertion in Extensions, before the signed one. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const hidden = `<samlp:Extensions>${forged(assertionOf(xml))}</samlp:Extensions>`;
    return replaced(xml, '<samlp:Status>', `${hidden}<samlp:Status>`);
  },
};

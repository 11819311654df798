import { type HostileCase, signed } from '../hostile-case.ts';
import { assertionOf, forged, replaced } from '../surgery.ts';

/** The signed assertion hidden in Extensions, an unsigned one in its place. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => {
    const xml = signed(stage);
    const original = assertionOf(xml);
    const hidden = `<samlp:Extensions>${original}</samlp:Extensions>`;
    return replaced(replaced(xml, original, forged(original)), '<samlp:Status>', `${hidden}<samlp:Status>`);
  },
};

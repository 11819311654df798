import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Two elements with the ID that the signature refers to. */
export const hostile: HostileCase = {
  check: 'id',
  message: (stage) => {
    const xml = signed(stage);
    const id = / ID="(_assertion\d+)"/.exec(xml)?.[1] ?? '';
    return replaced(xml, '<samlp:Status>', `<samlp:Extensions><x ID="${id}"/></samlp:Extensions><samlp:Status>`);
  },
};

import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** The signed ID once more, as an Id. */
export const hostile: HostileCase = {
  check: 'id',
  message: (stage) => {
    const xml = signed(stage);
    const id = / ID="(_assertion\d+)"/.exec(xml)?.[1] ?? '';
    return replaced(xml, '<samlp:Status>', `<samlp:Extensions><x Id="${id}"/></samlp:Extensions><samlp:Status>`);
  },
};

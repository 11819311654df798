import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Entities that expand to entities. */
export const hostile: HostileCase = {
  check: 'doctype',
  message: (stage) => {
    const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
    return `<!DOCTYPE x [<!ENTITY e0 "ha">${levels.join('')}]>${replaced(signed(stage), 'alice@', '&e9;@')}`;
  },
};

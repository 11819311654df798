import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** One element with more attributes than any has: their order alone costs the signature check a third of a second. */
export const hostile: HostileCase = {
  check: 'tag',
  message: (stage) => {
    const attributes = Array.from({ length: 1500 }, (_, index) => `a${index}=""`).join(' ');
    return replaced(signed(stage), '<samlp:Status>', `<x ${attributes}/><samlp:Status>`);
  },
};

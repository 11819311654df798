import type { HostileCase } from '../hostile-case.ts';

/** Nothing at all. */
export const hostile: HostileCase = {
  answer: '',
  because: /no well-formed XML/,
};

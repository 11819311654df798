import { type HostileCase, signed } from '../hostile-case.ts';

/** A message that ends in the middle. */
export const hostile: HostileCase = {
  check: 'xml',
  message: (stage) => signed(stage).slice(0, -30),
};

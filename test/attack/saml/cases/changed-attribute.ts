import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** One letter of a signed attribute changed. */
export const hostile: HostileCase = {
  check: 'signature',
  message: (stage) => replaced(signed(stage), 'S-1001', 'S-1002'),
};

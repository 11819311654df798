import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** An entity that nothing declares. */
export const hostile: HostileCase = {
  check: 'xml',
  message: (stage) => replaced(signed(stage), 'alice@', '&admin;@'),
};

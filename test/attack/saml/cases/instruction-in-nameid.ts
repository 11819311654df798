import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A processing instruction inside the NameID, added after signing. */
export const hostile: HostileCase = {
  check: 'instruction',
  message: (stage) => replaced(signed(stage), 'alice@', 'al<?x y?>ice@'),
};

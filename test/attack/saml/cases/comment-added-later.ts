import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A comment put into a signed NameID by whoever carries it; canonicalisation does not see it. */
export const hostile: HostileCase = {
  check: 'comment',
  message: (stage) => replaced(signed(stage), 'alice@', 'al<!-- -->ice@'),
};

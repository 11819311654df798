import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** More elements than any sign-in needs. */
export const hostile: HostileCase = {
  check: 'elements',
  message: (stage) => replaced(signed(stage), '<samlp:Status>', `${'<x/>'.repeat(6000)}<samlp:Status>`),
};

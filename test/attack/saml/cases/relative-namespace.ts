import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A relative namespace name, which has no canonical form. */
export const hostile: HostileCase = {
  check: 'namespace',
  message: (stage) => replaced(signed(stage), '<samlp:Status>', '<samlp:Status xmlns:x="1">'),
};

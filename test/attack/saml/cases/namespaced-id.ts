import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** An ID in a namespace of its own, which a careless search takes for the ID. */
export const hostile: HostileCase = {
  check: 'id',
  message: (stage) => replaced(signed(stage), '<samlp:Status>', '<samlp:Status xmlns:x="urn:x" x:ID="_other">'),
};

import type { HostileCase } from '../hostile-case.ts';

/** JSON in the place of XML. */
export const hostile: HostileCase = {
  answer: '{"serviceResponse":{"authenticationSuccess":{"user":"alice"}}}',
  because: /no well-formed XML/,
};

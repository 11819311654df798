import { type HostileCase, signed } from '../hostile-case.ts';

/** A reference without URI, which means the whole document. */
export const hostile: HostileCase = {
  check: 'signature-reference',
  message: (stage) => signed(stage).replace(/ URI="#[^"]*"/, ' URI=""'),
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** An end that could be any time of a day. */
export const hostile: HostileCase = {
  check: 'conditions-time',
  message: (stage) => signed(stage, { notOnOrAfter: '2099-01-01T00:00:00' }),
};

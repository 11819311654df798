import { type HostileCase, signed } from '../hostile-case.ts';

/** No Recipient at all. */
export const hostile: HostileCase = {
  check: 'recipient',
  message: (stage) => signed(stage, { recipient: null }),
};

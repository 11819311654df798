import { type HostileCase, signed } from '../hostile-case.ts';

/** The assertion itself answers no request. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  message: (stage) => signed(stage, { confirmedInResponseTo: null }),
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** The answer to a request that was never made. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  message: (stage) => signed(stage, { inResponseTo: '_never', confirmedInResponseTo: '_never' }),
};

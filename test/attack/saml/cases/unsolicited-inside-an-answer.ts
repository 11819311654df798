import { type HostileCase, signed } from '../hostile-case.ts';

/** An assertion that answers nothing, in a response that says it answers somebody's request. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  settings: { options: { allowIdpInitiated: true } },
  message: (stage) => signed(stage, { confirmedInResponseTo: null }),
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** An assertion that answers a request, posted in a response that says it answers none, where such are taken. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  settings: { options: { allowIdpInitiated: true } },
  message: (stage) => signed(stage, { inResponseTo: null }),
};

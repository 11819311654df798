import { type HostileCase, signed } from '../hostile-case.ts';

/** Meant for the assertion consumer of another service. */
export const hostile: HostileCase = {
  check: 'recipient',
  message: (stage) => signed(stage, { recipient: 'https://other.example/acs' }),
};

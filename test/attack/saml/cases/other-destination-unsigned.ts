import { type HostileCase, signed } from '../hostile-case.ts';

/** An unsigned Destination that contradicts. */
export const hostile: HostileCase = {
  check: 'destination',
  message: (stage) => signed(stage, { destination: 'https://other.example/acs' }),
};

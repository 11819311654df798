import { type HostileCase, signed } from '../hostile-case.ts';

/** Meant for another relying party. */
export const hostile: HostileCase = {
  check: 'audience',
  message: (stage) => signed(stage, { audience: 'https://other.example/sp' }),
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** Meant for whoever presents it. */
export const hostile: HostileCase = {
  check: 'audience',
  message: (stage) => signed(stage, { audience: null }),
};

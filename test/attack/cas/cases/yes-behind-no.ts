import type { HostileCase } from '../hostile-case.ts';

/** `no`, and behind it `yes` and a name. */
export const hostile: HostileCase = {
  answer: 'no\nyes\nalice\n',
  because: /neither "yes"/,
  options: { protocol: 1 },
};

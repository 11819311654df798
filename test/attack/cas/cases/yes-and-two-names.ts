import type { HostileCase } from '../hostile-case.ts';

/** Two names in an answer of protocol 1. */
export const hostile: HostileCase = {
  answer: 'yes\nalice\nmallory\n',
  because: /neither "yes"/,
  options: { protocol: 1 },
};

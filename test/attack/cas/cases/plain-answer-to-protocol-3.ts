import type { HostileCase } from '../hostile-case.ts';

/** The answer of protocol 1 to a question of protocol 3. */
export const hostile: HostileCase = {
  answer: 'yes\nalice\n',
  because: /no well-formed XML/,
};

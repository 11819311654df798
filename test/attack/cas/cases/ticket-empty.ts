import type { HostileCase } from '../hostile-case.ts';

/** An empty ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=`,
  because: /no service ticket/,
};

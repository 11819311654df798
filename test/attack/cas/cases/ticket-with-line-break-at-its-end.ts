import type { HostileCase } from '../hostile-case.ts';

/** A line break behind the ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a%0a`,
  because: /no service ticket/,
};

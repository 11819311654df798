import type { HostileCase } from '../hostile-case.ts';

/** A NUL in the ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a%00`,
  because: /no service ticket/,
};

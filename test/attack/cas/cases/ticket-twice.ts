import type { HostileCase } from '../hostile-case.ts';

/** Two tickets. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a&ticket=ST-2-b`,
  because: /repeats the ticket/,
};

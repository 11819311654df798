import type { HostileCase } from '../hostile-case.ts';

/** The id of the attempt alone. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']?.split('.')[0]}&ticket=ST-1-a`,
  because: /another attempt/,
};

import type { HostileCase } from '../hostile-case.ts';

/** The right state and another one. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&state=x&ticket=ST-1-a`,
  because: /another attempt/,
};

import type { HostileCase } from '../hostile-case.ts';

/** A ticket that comes with the state of another attempt. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}x&ticket=ST-1-a`,
  because: /another attempt/,
};

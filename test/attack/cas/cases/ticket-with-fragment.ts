import type { HostileCase } from '../hostile-case.ts';

/** A ticket that would cut the address off. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a%23`,
  because: /no service ticket/,
};

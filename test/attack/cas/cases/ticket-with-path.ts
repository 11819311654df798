import type { HostileCase } from '../hostile-case.ts';

/** A ticket that would climb out of the path. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-/../../logout`,
  because: /no service ticket/,
};

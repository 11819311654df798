import type { HostileCase } from '../hostile-case.ts';

/** Letters beyond ASCII, one of which looks like a hyphen. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST%E2%80%901-a`,
  because: /no service ticket/,
};

import type { HostileCase } from '../hostile-case.ts';

/** A line break in the ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a%0d%0aHost:%20evil.example`,
  because: /no service ticket/,
};

import type { HostileCase } from '../hostile-case.ts';

/** A ticket that would end the parameter and name another service. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a%26service%3Dhttps://evil.example`,
  because: /no service ticket/,
};

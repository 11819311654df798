import type { HostileCase } from '../hostile-case.ts';

/** A proxy ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=PT-1-abc`,
  because: /a proxy ticket/,
};

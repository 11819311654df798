import type { HostileCase } from '../hostile-case.ts';

/** A proxy-granting ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=PGT-1-abc`,
  because: /no service ticket/,
};

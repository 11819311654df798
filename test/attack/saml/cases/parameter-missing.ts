import type { HostileCase } from '../hostile-case.ts';

/** A form without SAMLResponse. */
export const hostile: HostileCase = {
  check: 'parameter',
  message: () => ({ body: { RelayState: 'victim' } }),
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** A sign-in that begins at the identity provider. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  message: (stage) => signed(stage, { inResponseTo: null, confirmedInResponseTo: null }),
};

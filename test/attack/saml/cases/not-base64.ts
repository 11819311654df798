import { type HostileCase, signed } from '../hostile-case.ts';

/** Characters that a lenient decoder would skip. */
export const hostile: HostileCase = {
  check: 'base64',
  message: (stage) => ({ body: { SAMLResponse: `${Buffer.from(signed(stage)).toString('base64')}!!!!` } }),
};

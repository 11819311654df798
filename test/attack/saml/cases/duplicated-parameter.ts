import { type HostileCase, signed } from '../hostile-case.ts';

/** Two SAMLResponse in one form: the honest and another. */
export const hostile: HostileCase = {
  check: 'parameter',
  message: (stage) => {
    const value = Buffer.from(signed(stage)).toString('base64');
    return { body: { SAMLResponse: [value, value] } };
  },
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** A SAMLResponse in the address, beside the one in the form. */
export const hostile: HostileCase = {
  check: 'parameter',
  message: (stage) => {
    const value = Buffer.from(signed(stage)).toString('base64');
    return { body: { SAMLResponse: value }, query: { SAMLResponse: value } };
  },
};

import { authnRequest } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'parameter',
  message: ({ library }) => {
    const one = encodeURIComponent(Buffer.from(authnRequest(library)).toString('base64'));
    return { url: library.sso, fields: `SAMLRequest=${one}&SAMLRequest=${one}` };
  },
};

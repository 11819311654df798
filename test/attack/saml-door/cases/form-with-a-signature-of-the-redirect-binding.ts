import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsigned',
  signing: true,
  message: ({ library, own }) => {
    const { searchParams } = new URL(redirectTo(library.sso, authnRequest(library), own));
    const { SAMLRequest: _packed = '', ...rest } = Object.fromEntries(searchParams);
    return {
      url: library.sso,
      fields: { ...rest, SAMLRequest: Buffer.from(authnRequest(library)).toString('base64') },
    };
  },
};

import { authnRequest } from '../../../support/saml-door.ts';
import { type HostileCase, posted, signedInside } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsigned',
  signing: true,
  message: ({ library, own }) => {
    const signed = signedInside(authnRequest(library, { id: '_signed' }), own);
    const content = `<samlp:Extensions>${signed}</samlp:Extensions>`;
    return posted(library.sso, authnRequest(library, { id: '_outer', content }));
  },
};

import { authnRequest } from '../../../support/saml-door.ts';
import { type HostileCase, posted, signedInside } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'algorithm',
  signing: true,
  message: ({ library, own }) => {
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
    return posted(library.sso, signedInside(authnRequest(library), own, sha1));
  },
};

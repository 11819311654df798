import { authnRequest } from '../../../support/saml-door.ts';
import { type HostileCase, posted, signedInside } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'signature',
  signing: true,
  message: ({ library, stranger }) => posted(library.sso, signedInside(authnRequest(library), stranger)),
};

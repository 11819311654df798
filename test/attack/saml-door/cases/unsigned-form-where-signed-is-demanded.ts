import { authnRequest } from '../../../support/saml-door.ts';
import { type HostileCase, posted } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsigned',
  signing: true,
  message: ({ library }) => posted(library.sso, authnRequest(library)),
};

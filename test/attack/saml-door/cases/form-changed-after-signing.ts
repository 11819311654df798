import { authnRequest } from '../../../support/saml-door.ts';
import { type HostileCase, posted, signedInside } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'signature',
  signing: true,
  message: ({ library, own }) => {
    const xml = signedInside(authnRequest(library), own);
    return posted(library.sso, xml.replace('Version="2.0"', 'Version="2.0" ForceAuthn="false"'));
  },
};

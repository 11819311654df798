import { authnRequest } from '../../../support/saml-door.ts';
import { type HostileCase, posted, signedInside } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'signature-reference',
  signing: true,
  message: ({ library, own }) => {
    const signature = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(signedInside(authnRequest(library), own))?.[0] ?? '';
    return posted(library.sso, authnRequest(library, { content: signature }));
  },
};

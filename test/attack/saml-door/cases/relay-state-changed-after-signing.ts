import { authnRequest, redirectTo } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'signature',
  message: ({ library, own }) => {
    const url = redirectTo(library.sso, authnRequest(library), { ...own, relayState: 'good' });
    return { url: url.replace('RelayState=good', 'RelayState=evil') };
  },
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** What the identity provider said to another service, which posts it here. */
export const hostile: HostileCase = {
  check: 'audience',
  settings: { options: { allowIdpInitiated: true } },
  message: (stage) =>
    signed(stage, { inResponseTo: null, confirmedInResponseTo: null, audience: 'https://other.example/sp' }),
};

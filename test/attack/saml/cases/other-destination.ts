import { sign } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Sent to another service, whose address stands in a signed response. */
export const hostile: HostileCase = {
  check: 'destination',
  message: (stage) => {
    const inner = signed(stage, { destination: 'https://other.example/acs' });
    return sign(inner, 'Response', stage.idp.keys);
  },
};

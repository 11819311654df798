import { samlBench } from '../../../support/saml-bench.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** The answer to a request of another login profile of the same library. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  message: async (stage) => {
    const { ephemeral, clock } = stage.bench;
    const other = samlBench(stage.idp, { ephemeral, clock, seed: 7, profile: 'other' });
    const { requestId } = await other.begin('attempt-of-other-profile');
    return signed(stage, { inResponseTo: requestId, confirmedInResponseTo: requestId });
  },
};

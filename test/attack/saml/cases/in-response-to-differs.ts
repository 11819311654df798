import { type HostileCase, signed } from '../hostile-case.ts';

/** An unsigned response that names the victim’s request around an assertion for another. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  message: async (stage) => {
    const { requestId } = await stage.bench.begin('attacker');
    return signed(stage, { confirmedInResponseTo: requestId });
  },
};

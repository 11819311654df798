import { type HostileCase, signed } from '../hostile-case.ts';

/** A second answer to a request that was answered. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  reason: 'replayed',
  answersRequest: true,
  message: async (stage) => {
    await stage.bench.answer(signed(stage));
    return signed(stage);
  },
};

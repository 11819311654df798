import { samlBench } from '../../../support/saml-bench.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** The same assertion once more, on another node. */
export const hostile: HostileCase = {
  check: 'replay',
  reason: 'replayed',
  answersRequest: true,
  message: async (stage) => {
    const { ephemeral, clock } = stage.bench;
    const otherNode = samlBench(stage.idp, { ephemeral, clock, seed: 7 });
    const xml = signed(stage);
    await otherNode.answer(xml);
    return xml;
  },
};

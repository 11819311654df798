import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** The answer of protocol 3 to a question of protocol 1. */
export const hostile: HostileCase = {
  answer: successXml(),
  because: /neither "yes"/,
  options: { protocol: 1 },
};

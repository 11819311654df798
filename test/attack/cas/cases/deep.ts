import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Ten thousand levels. */
export const hostile: HostileCase = {
  answer: successXml('alice', `${'<cas:a>'.repeat(10_000)}${'</cas:a>'.repeat(10_000)}`),
  because: /nested deeper/,
};

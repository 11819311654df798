import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Ten thousand attributes. */
export const hostile: HostileCase = {
  answer: successXml('alice', '<cas:a>1</cas:a>'.repeat(10_000)),
  because: /more than 4000 elements/,
};

import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** The answer wrapped in something else. */
export const hostile: HostileCase = {
  answer: `<x>${successXml()}</x>`,
  because: /no cas:serviceResponse/,
};

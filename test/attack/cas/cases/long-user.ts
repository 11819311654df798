import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A user name of ten thousand characters. */
export const hostile: HostileCase = {
  answer: successXml('a'.repeat(10_000)),
  because: /longer than 1024/,
};

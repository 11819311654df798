import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An empty user name. */
export const hostile: HostileCase = {
  answer: successXml(' '),
  because: /user name is empty/,
};

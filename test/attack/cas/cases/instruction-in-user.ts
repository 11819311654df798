import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A processing instruction splits the user name. */
export const hostile: HostileCase = {
  answer: successXml('admin<?x y?>istrator'),
  because: /processing instruction/,
};

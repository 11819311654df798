import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An entity that nothing declares. */
export const hostile: HostileCase = {
  answer: successXml('al&ice;'),
  because: /no well-formed XML/,
};

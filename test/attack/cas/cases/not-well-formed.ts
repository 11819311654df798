import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An end that is missing. */
export const hostile: HostileCase = {
  answer: successXml().replace('</cas:user>', ''),
  because: /no well-formed XML/,
};

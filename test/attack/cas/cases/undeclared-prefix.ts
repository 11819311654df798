import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A prefix that is declared nowhere. */
export const hostile: HostileCase = {
  answer: successXml().replace(/ xmlns:cas="[^"]+"/, ''),
  because: /no well-formed XML|no cas:serviceResponse/,
};

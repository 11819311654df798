import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A comment splits an attribute. */
export const hostile: HostileCase = {
  answer: successXml('alice', '<cas:studentNumber>S-1<!-- -->001</cas:studentNumber>'),
  because: /a comment/,
};

import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A character reference to a control character. */
export const hostile: HostileCase = {
  answer: successXml('alice&#7;'),
  because: /control character|well-formed/,
};

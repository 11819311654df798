import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A line break inside the user name. */
export const hostile: HostileCase = {
  answer: successXml('alice\nmallory'),
  because: /control character/,
};

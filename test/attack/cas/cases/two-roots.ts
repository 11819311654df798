import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Two documents, one behind the other. */
export const hostile: HostileCase = {
  answer: successXml() + successXml('mallory'),
  because: /no well-formed XML/,
};

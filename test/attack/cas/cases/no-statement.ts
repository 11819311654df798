import { answerXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Neither success nor failure. */
export const hostile: HostileCase = {
  answer: answerXml(''),
  because: /0 statements/,
};

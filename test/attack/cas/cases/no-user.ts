import { answerXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A success of nobody. */
export const hostile: HostileCase = {
  answer: answerXml('<cas:authenticationSuccess></cas:authenticationSuccess>'),
  because: /not exactly one cas:user/,
};

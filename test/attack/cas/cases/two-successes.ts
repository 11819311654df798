import { answerXml, successOf } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Two successes, of two people. */
export const hostile: HostileCase = {
  answer: answerXml(successOf('alice') + successOf('mallory')),
  because: /2 statements/,
};

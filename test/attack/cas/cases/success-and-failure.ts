import { answerXml, successOf } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A success followed by a failure: a reader of the first one would sign in. */
export const hostile: HostileCase = {
  answer: answerXml(
    `${successOf('alice')}<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>`,
  ),
  because: /2 statements/,
};

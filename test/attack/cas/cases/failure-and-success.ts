import { answerXml, successOf } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A failure followed by a success: a reader that looks for the success would sign in. */
export const hostile: HostileCase = {
  answer: answerXml(
    `<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>${successOf('alice')}`,
  ),
  because: /2 statements/,
};

import { answerXml, successOf } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A success inside the failure: the failure counts. */
export const hostile: HostileCase = {
  answer: answerXml(
    `<cas:authenticationFailure code="INVALID_TICKET">${successOf('alice')}</cas:authenticationFailure>`,
  ),
  because: /answered INVALID_TICKET/,
  reason: 'expired',
};

import { answerXml, successOf } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A failure inside the success. */
export const hostile: HostileCase = {
  answer: answerXml(
    successOf('alice').replace(
      '<cas:attributes>',
      '<cas:authenticationFailure code="INVALID_TICKET"/><cas:attributes>',
    ),
  ),
  because: /cas:authenticationFailure inside the success/,
};

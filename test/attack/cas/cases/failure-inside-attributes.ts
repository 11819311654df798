import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A failure hidden among the attributes. */
export const hostile: HostileCase = {
  answer: successXml('alice', '<cas:x><cas:authenticationFailure code="INVALID_TICKET"/></cas:x>'),
  because: /cas:authenticationFailure inside the success/,
};

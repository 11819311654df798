import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A second user in another namespace: readers by local name and by prefix would differ. */
export const hostile: HostileCase = {
  answer: successXml('alice</cas:user><user xmlns="urn:x">mallory</user><cas:user>'),
  because: /another namespace/,
};

import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An external entity as the user name. */
export const hostile: HostileCase = {
  answer: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${successXml('&e;')}`,
  because: /document type/,
};

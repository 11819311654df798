import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A document type. */
export const hostile: HostileCase = {
  answer: `<!DOCTYPE x>${successXml()}`,
  because: /document type/,
};

import { type HostileCase, signed } from '../hostile-case.ts';

/** A document type before the response. */
export const hostile: HostileCase = {
  check: 'doctype',
  message: (stage) => `<!DOCTYPE samlp:Response>${signed(stage)}`,
};

import type { HostileCase } from '../hostile-case.ts';

/** The right names in no namespace. */
export const hostile: HostileCase = {
  answer: '<serviceResponse><authenticationSuccess><user>alice</user></authenticationSuccess></serviceResponse>',
  because: /no cas:serviceResponse/,
};

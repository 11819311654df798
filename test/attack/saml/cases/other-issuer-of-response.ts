import { type HostileCase, signed } from '../hostile-case.ts';

/** The response says it is another identity provider’s. */
export const hostile: HostileCase = {
  check: 'issuer',
  message: (stage) => signed(stage, { responseIssuer: stage.stranger.entityId }),
};

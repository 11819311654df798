import { type HostileCase, signed } from '../hostile-case.ts';

/** The right key under the name of another identity provider. */
export const hostile: HostileCase = {
  check: 'issuer',
  message: (stage) => signed(stage, { assertionIssuer: stage.stranger.entityId }),
};

import { entityId } from '../../../support/saml-door.ts';
import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'unsolicited',
  message: ({ library }) => ({
    url: `${library.sso}?sp=${encodeURIComponent(entityId)}`,
  }),
};

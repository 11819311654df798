import type { DoorSessions } from '../../relying-parties/oidc/index.ts';
import { limitsOf } from '../../web/visit.ts';
import type { DoorNeighbours } from './neighbours.ts';

/** Our sessions, as doors ask for them. */
export function createDoorSessions({ institutions, sessions, visits }: DoorNeighbours): DoorSessions {
  return {
    find: async (req, res) => visits.ifAny(req, res)?.session(),
    get: async (slug, id) => {
      const institution = institutions.get(slug);
      return institution && sessions.get(slug, id, limitsOf(institution.config));
    },
  };
}

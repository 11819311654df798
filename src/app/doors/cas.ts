// The CAS door, joined with what it stands on.
import { type CasDoor, createCasDoor } from '../../relying-parties/cas/index.ts';
import type { AppParts } from '../parts.ts';
import type { DoorNeighbours } from './neighbours.ts';
import { sendRelayForm } from './relay-form.ts';
import { reportTo } from './report.ts';
import { createDoorSessions } from './sessions.ts';

export function joinCasDoor(parts: AppParts, neighbours: DoorNeighbours): CasDoor {
  const { installation, store, ephemeral, sealing, clock, random, outbound, log } = parts;
  const { institutions, visits, participants, entrances } = neighbours;
  return createCasDoor({
    publicUrl: new URL(installation.publicUrl).origin,
    institutions,
    ephemeral,
    sealing,
    clock,
    random,
    outbound,
    users: store.users,
    pins: store.pins,
    sessions: createDoorSessions(neighbours),
    participants,
    begin: entrances.begin,
    askSignOut: entrances.askSignOut,
    post: (req, res, form) => sendRelayForm(visits, req, res, form, ({ url }) => [new URL(url).origin]),
    audit: (entry) => store.journal.audit(entry),
    note: ({ why, ...of }) => log.info('cas request refused', { ...of, door: 'cas', message: why }),
    report: reportTo(log, 'cas'),
  });
}

// The OpenID Connect door, joined with what it stands on.
import { createSigningKeys } from '../../keys/signing-keys.ts';
import { createOidcDoor, type OidcDoor } from '../../relying-parties/oidc/index.ts';
import { sendErrorPage } from '../../web/error-page.ts';
import type { AppParts } from '../parts.ts';
import type { DoorNeighbours } from './neighbours.ts';
import { reportTo } from './report.ts';
import { createDoorSessions } from './sessions.ts';

export function joinOidcDoor(parts: AppParts, neighbours: DoorNeighbours): OidcDoor {
  const { installation, store, ephemeral, sealing, secrets, clock, random, outbound, log } = parts;
  const { institutions, visits, participants, entrances } = neighbours;
  const { publicUrl } = installation;
  return createOidcDoor({
    publicUrl: new URL(publicUrl).origin,
    attemptSeconds: installation.attemptMinutes * 60,
    institutions,
    ephemeral,
    sealing,
    secrets,
    clock,
    users: store.users,
    pins: store.pins,
    signingKeys: createSigningKeys({ keyStore: store.keys, sealing, clock, random }),
    sessions: createDoorSessions(neighbours),
    signOut: {
      now: (req, res, asked) => entrances.signOut(req, res, 'oidc', asked),
      ask: entrances.askSignOut,
    },
    participants,
    outbound,
    random,
    begin: entrances.begin,
    audit: (entry) => store.journal.audit(entry),
    renderError: (req, res, { code }) => sendErrorPage({ visits, publicUrl }, req, res, code),
    report: reportTo(log, 'oidc'),
  });
}

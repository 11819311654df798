// The SAML door, joined with what it stands on.
import { createSigningKeys } from '../../keys/signing-keys.ts';
import { createSamlDoor, type SamlDoor, type SamlDoorDeps, samlKeyLife } from '../../relying-parties/saml/index.ts';
import { sendErrorPage } from '../../web/error-page.ts';
import type { AppParts } from '../parts.ts';
import type { DoorNeighbours } from './neighbours.ts';
import { sendRelayForm } from './relay-form.ts';
import { createDoorSessions } from './sessions.ts';

export function joinSamlDoor(parts: AppParts, neighbours: DoorNeighbours): SamlDoor {
  const { installation, store, ephemeral, sealing, clock, random, outbound } = parts;
  const { institutions, visits, participants, entrances } = neighbours;
  const publicUrl = new URL(installation.publicUrl).origin;
  return createSamlDoor({
    publicUrl,
    attemptSeconds: installation.attemptMinutes * 60,
    institutions,
    ephemeral,
    outbound,
    sealing,
    clock,
    random,
    users: store.users,
    pins: store.pins,
    signingKeys: createSigningKeys({ keyStore: store.keys, sealing, clock, random, ...samlKeyLife }),
    sessions: samlSessions(parts, neighbours),
    participants,
    signOut: (req, res, { relyingParty, answer }) => {
      const uri = `${publicUrl}/${String(req.params['slug'])}/saml/slo/answer`;
      return entrances.signOut(req, res, 'saml', { relyingParty, uri, state: answer });
    },
    begin: entrances.begin,
    audit: (entry) => store.journal.audit(entry),
    sendForm: (req, res, form) => sendRelayForm(visits, req, res, form, ({ origins }) => origins),
    refuseMessage: refuseMessage(parts, neighbours),
  });
}

function samlSessions({ store, clock }: AppParts, neighbours: DoorNeighbours): SamlDoorDeps['sessions'] {
  const standing = createDoorSessions(neighbours);
  return {
    ...standing,
    async end(institution, id, relyingParty) {
      const found = await standing.get(institution, id);
      await neighbours.sessions.end(id);
      if (found === undefined) return;
      const { userId, profile, trace } = found.session;
      const about = { institution, actor: userId, userId, relyingParty, trace };
      await store.journal.audit({ at: clock.now(), action: 'sign-out', via: 'saml', ...about, detail: { profile } });
    },
  };
}

function refuseMessage(
  { installation, log }: AppParts,
  { visits, recordTrace }: DoorNeighbours,
): SamlDoorDeps['refuseMessage'] {
  const { publicUrl } = installation;
  return async (req, res, { institution, relyingParty, check, detail }) => {
    const code = 'VST_REQUEST_MALFORMED';
    const step = { type: 'checked', check, passed: false, detail } as const;
    const of = { institution, profile: undefined, relyingParty, door: 'saml', outcome: code, steps: [step] };
    const trace = await recordTrace(of, { source: visits.of(req, res).source.key });
    log.info('request refused', { code, institution, relyingParty, door: 'saml', trace, outcome: check });
    sendErrorPage({ visits, publicUrl }, req, res, code, trace === '' ? undefined : trace);
  };
}

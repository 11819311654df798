// `/{slug}/saml/slo`: an application asks, by way of the browser, that a session is ended. SAML Profiles 4.4. What else
// ends with it is the sign-out's matter; the browser comes back here, and the application gets its answer.
import type { Request, Response } from 'express';
import type { InstitutionConfig } from '../../../config/schema.ts';
import { type Fault, fault } from '../../saml/fault.ts';
import { findMessageFault, findNameFault, findRequestFault } from '../../saml/logout-checks.ts';
import { readLogoutRequest } from '../../saml/logout-facts.ts';
import { logoutResponseXml, messageLifeMs } from '../../saml/logout-write.ts';
import type { Receivable } from '../../saml/receive.ts';
import { signedRedirect } from '../../saml/signed-redirect.ts';
import { addressesOf } from './addresses.ts';
import type { SamlDoorDeps } from './deps.ts';
import { type AskedLogout, openLogout, sealLogout } from './logout-handle.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Parties } from './parties.ts';
import { type RefusedRequest, refusedFor, requestMessage, type VerifiedRequest } from './request-message.ts';
import { indexedSession, noteAsked } from './session-index.ts';
import { signed } from './sign.ts';

const logoutRequest: Receivable = { roots: { SAMLRequest: 'LogoutRequest' }, unsigned: false };
const skewMs = 3 * 60_000;
const relayStateMax = 1024;

export interface SingleLogout {
  readonly receive: (config: InstitutionConfig, req: Request, res: Response) => Promise<void>;
  /** Goes on with a request that was posted by another site, and so without our cookies. */
  readonly goOn: (config: InstitutionConfig, req: Request, res: Response) => Promise<void>;
  /** Everything is over: the application is told. */
  readonly answer: (config: InstitutionConfig, req: Request, res: Response) => Promise<void>;
}

export function createSingleLogout(deps: SamlDoorDeps, parties: Parties, keys: OwnKeys): SingleLogout {
  async function refuse(
    req: Request,
    res: Response,
    institution: string,
    { relyingParty, fault: why }: RefusedRequest,
  ) {
    await deps.refuseMessage(req, res, { institution, relyingParty, check: why.check, detail: why.detail });
  }

  async function end(config: InstitutionConfig, req: Request, res: Response, asked: AskedLogout): Promise<void> {
    const { slug } = config;
    const { party, nameId, sessionIndexes } = asked;
    const indexed = await Promise.all(
      sessionIndexes.map((sessionIndex) => indexedSession(deps, { institution: slug, party, nameId, sessionIndex })),
    );
    const here = await deps.sessions.find(req, res);
    const told = here === undefined ? [] : await toldOf(here.session.id, asked);
    const isHere =
      here !== undefined && (indexed.includes(here.session.id) || told.some((handle) => isMeant(handle, asked)));
    for (const id of new Set(indexed)) {
      if (id !== undefined && id !== here?.session.id) await deps.sessions.end(slug, id, party);
    }
    const back = sealLogout(deps, asked);
    for (const { sessionIndex = '' } of isHere ? told : []) await noteAsked(deps, sessionIndex);
    if (isHere) return deps.signOut(req, res, { relyingParty: party, answer: back });
    await tell(config, req, res, asked);
  }

  /** By which names the application was told of this session. */
  async function toldOf(sessionId: string, { party }: AskedLogout) {
    const participants = await deps.participants.of(sessionId);
    return participants
      .filter(({ door, relyingParty }) => door === 'saml' && relyingParty === party)
      .map(({ handle }): ToldHandle => handle);
  }

  async function tell(config: InstitutionConfig, req: Request, res: Response, asked: AskedLogout): Promise<void> {
    const { slug } = config;
    const known = await parties.byId(config, asked.party);
    if (known.type === 'fault') return refuse(req, res, slug, refusedFor(asked.party, known));
    const { redirect, post } = known.provider.logout;
    const url = redirect?.responseUrl ?? post?.responseUrl;
    if (url === undefined) return refuse(req, res, slug, refusedFor(asked.party, noAnswer));
    const { entityId: issuer } = addressesOf(deps.publicUrl, slug);
    const frame = { id: `_${deps.random.token(24)}`, issuedAt: deps.clock.now(), destination: url, issuer };
    const xml = logoutResponseXml(frame, asked.requestId, true);
    const [key] = await keys.of(slug);
    const { relayState } = asked;
    if (redirect !== undefined) {
      const address = signedRedirect({ parameter: 'SAMLResponse', xml, url, relayState }, key.key);
      return res.set('cache-control', 'no-store').redirect(303, address);
    }
    const fields = { SAMLResponse: Buffer.from(signed(xml, key), 'utf8').toString('base64') };
    deps.sendForm(req, res, {
      url,
      fields: relayState === undefined ? fields : { ...fields, RelayState: relayState },
      origins: [new URL(url).origin],
    });
  }

  return {
    async receive(config, req, res) {
      const { slug } = config;
      const verified = await requestMessage(parties, config, req, logoutRequest);
      if (verified.type === 'refused') return refuse(req, res, slug, verified);
      const asked = readAsked(deps, config, verified);
      if (asked.type === 'fault') return refuse(req, res, slug, refusedFor(verified.known.party.id, asked));
      // Nobody plays back a sign-out.
      const once = deps.sealing.hash('saml-logout', JSON.stringify([slug, asked.party, asked.requestId]));
      if (!(await deps.ephemeral.claim('saml-logout', once, '1', (messageLifeMs + 2 * skewMs) / 1000 + 1))) {
        const why = fault('replayed', 'the same logout request came before', 'replayed');
        return refuse(req, res, slug, refusedFor(asked.party, why));
      }
      if (req.method !== 'POST') return end(config, req, res, asked);
      const address = `/${slug}/saml/slo/continue?request=${encodeURIComponent(sealLogout(deps, asked))}`;
      res.set('cache-control', 'no-store').redirect(303, address);
    },
    async goOn(config, req, res) {
      await end(config, req, res, openLogout(deps, config.slug, req.query['request']));
    },
    async answer(config, req, res) {
      await tell(config, req, res, openLogout(deps, config.slug, req.query['state']));
    },
  };
}

type ToldHandle = Readonly<{ nameId?: string; sessionIndex?: string }>;

/** Told under this name, and under one of the request's indexes where it names any. */
function isMeant(handle: ToldHandle, { nameId, sessionIndexes }: AskedLogout): boolean {
  const isNamed = sessionIndexes.length === 0 || sessionIndexes.includes(handle.sessionIndex ?? '');
  return handle.nameId === nameId && isNamed;
}

const noAnswer = fault('answer', 'no address of the application is known that takes answers to logout requests');

function readAsked(
  { publicUrl, clock }: Pick<SamlDoorDeps, 'publicUrl' | 'clock'>,
  { slug }: InstitutionConfig,
  { known: { party, provider }, root, relayState }: VerifiedRequest,
): AskedLogout | Fault {
  const facts = readLogoutRequest(root);
  const now = clock.now();
  const expected = { sender: provider.entityId, destination: addressesOf(publicUrl, slug).slo, now, skewMs };
  const broken = findMessageFault(facts, expected) ?? findRequestFault(facts, expected);
  if (broken !== undefined) return broken;
  const [nameId] = facts.nameIds;
  if (nameId === undefined) return fault('name-id', 'an encrypted NameID, which is not read here');
  const unnamed = findNameFault(nameId.value);
  if (unnamed !== undefined) return unnamed;
  if (relayState !== undefined && Buffer.byteLength(relayState) > relayStateMax) {
    return fault('relay-state', `RelayState has more than ${relayStateMax} bytes`);
  }
  if (provider.logout.redirect === undefined && provider.logout.post === undefined) return noAnswer;
  return {
    type: 'asked',
    institution: slug,
    party: party.id,
    requestId: facts.id ?? '',
    nameId: nameId.value,
    sessionIndexes: facts.sessionIndexes,
    relayState,
    at: now,
  };
}

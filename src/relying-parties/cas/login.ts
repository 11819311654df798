// `/login`: from an application's wish to our login, and back to the application with a ticket. CAS 3.0 sections 2.1, 2.2.
import type { Request, Response } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { Door, DoorAnswer, LoginRequest } from '../../domain/login.ts';
import type { Session } from '../../domain/session.ts';
import type { UserSummary } from '../../domain/user.ts';
import { releaseTo } from '../releasing.ts';
import { configOf } from './config-of.ts';
import type { CasDoorDeps } from './deps.ts';
import { bodyOf, isSet, one, queryOf } from './entrance.ts';
import { type Service, serviceOf } from './services.ts';
import { issueTicket } from './tickets.ts';

/** What the attempt keeps of the request. */
interface Asked {
  /** As the application wrote it. */
  readonly service: string;
  readonly method: 'GET' | 'POST';
  /** What the ticket is called on its way back: `SAMLart` for whoever asked with `TARGET` (SAML 1.1). */
  readonly parameter: 'ticket' | 'SAMLart';
  /** Epoch milliseconds. */
  readonly at: number;
  /** The session that stood in this browser then: no proof for this request. */
  readonly session?: string | undefined;
}

/** A proof of the minute before the request counts as made for it: upstreams' clocks differ. */
const proofSkewMs = 60_000;
const loginParameters = ['service', 'TARGET', 'renew', 'gateway', 'method'];

export async function login(deps: CasDoorDeps, slug: string, req: Request, res: Response): Promise<void> {
  if (req.method === 'POST') return askByGet(slug, req, res);
  const query = queryOf(req);
  const [service, target] = [one(query, 'service'), one(query, 'TARGET')];
  const wanted = service ?? target;
  if (wanted === undefined) {
    res.set('cache-control', 'no-store').redirect(303, `/${slug}/me`);
    return;
  }
  const { url, party } = known(deps, slug, wanted);
  const renew = isSet(one(query, 'renew'));
  const asked: Asked = {
    service: wanted,
    method: one(query, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    parameter: service === undefined ? 'SAMLart' : 'ticket',
    at: deps.clock.now(),
    session: (await deps.sessions.find(req, res))?.session.id,
  };
  await deps.begin(req, res, {
    institution: slug,
    relyingParty: party.id,
    returnTo: { door: 'cas', handle: JSON.stringify(asked) },
    formActionOrigins: [new URL(url).origin],
    forceAuthn: renew,
    // Section 2.1.1: of the two, `renew` counts.
    passive: !renew && isSet(one(query, 'gateway')),
    ...(party.profiles === undefined ? {} : { profiles: party.profiles }),
  });
}

/** A form of another site comes without our cookies; the same by GET brings them. Nothing else of it is passed on. */
async function askByGet(slug: string, req: Request, res: Response): Promise<void> {
  if (req.is('application/x-www-form-urlencoded') === false) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The body is no form.');
  }
  const form = new URLSearchParams(await bodyOf(req));
  const asked = loginParameters.flatMap((name) => {
    const value = one(form, name) ?? one(queryOf(req), name);
    return value === undefined ? [] : [[name, value]];
  });
  res.set('cache-control', 'no-store').redirect(303, `/${slug}/cas/login?${new URLSearchParams(asked).toString()}`);
}

export function createAnswers(deps: CasDoorDeps): Pick<Door, 'respond' | 'refuse'> {
  async function respond(req: Request, res: Response, answer: Answer): Promise<DoorAnswer> {
    const { request, session, user } = answer;
    const { institution } = request;
    const asked = askedBy(request);
    const { url, party } = known(deps, institution, asked.service);
    if (party.id !== request.relyingParty || session.institution !== institution) throw unknownService(asked.service);
    const released = await releaseTo(deps, configOf(deps, institution), party, user);
    if (released.type === 'refused') return released;
    const isFromNewLogin = isProvedFor(asked, session, request.forceAuthn);
    if (request.forceAuthn && !isFromNewLogin) {
      throw new VestibuleError('VST_PROOF_TOO_OLD', 'A new proof was demanded, and the old session answers.');
    }
    const made = { relyingParty: party.id, service: url, sessionId: session.id, isFromNewLogin, proxies: [] };
    const ticket = await issueTicket(deps, institution, 'ST', made, party.ticketSeconds);
    if (asked.method === 'POST') deps.post(req, res, { url, fields: { [asked.parameter]: ticket } });
    else sendTo(res, withQuery(url, asked.parameter, ticket));
    return { type: 'answered' };
  }

  return {
    respond,
    // The protocol has no word for a refusal: the person comes back without a ticket, as section 2.1.1 says of `gateway`.
    async refuse(_req, res, request) {
      sendTo(res, known(deps, request.institution, askedBy(request).service).url);
    },
  };
}

interface Answer {
  readonly request: LoginRequest;
  readonly session: Session;
  readonly user: UserSummary;
}

/** Where a new proof was demanded, the login made sure of it by the clocks that it knows. */
function isProvedFor({ at, session }: Asked, { id, authenticatedAt }: Session, wasDemanded: boolean): boolean {
  return id !== session && (wasDemanded || authenticatedAt + proofSkewMs >= at);
}

/** The rest of the query stays as it is, letter by letter: the application compares it with what it asked for. */
export function withQuery(address: string, name: string, value: string): string {
  const url = new URL(address);
  url.search = `${url.search === '' ? '' : `${url.search}&`}${name}=${encodeURIComponent(value)}`;
  return url.href;
}

/** Express would write the address anew, and the application would not know it again. */
function sendTo(res: Response, address: string): void {
  res.status(303).set({ 'cache-control': 'no-store', location: address, 'referrer-policy': 'no-referrer' }).end();
}

function askedBy({ returnTo }: LoginRequest): Asked {
  return JSON.parse(returnTo.handle) as Asked;
}

/** @throws VestibuleError VST_APPLICATION_UNKNOWN: the person is told here, and sent nowhere */
function known(deps: CasDoorDeps, slug: string, text: string): Service {
  const service = serviceOf(configOf(deps, slug), text);
  if (service === undefined) throw unknownService(text);
  return service;
}

function unknownService(text: string): VestibuleError {
  const host = URL.canParse(text) ? new URL(text).host.slice(0, 200) : '';
  return new VestibuleError(
    'VST_APPLICATION_UNKNOWN',
    host === ''
      ? 'No CAS application has what was given as its address.'
      : `No CAS application has this address at ${host}.`,
  );
}

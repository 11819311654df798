// Applications that act for a person at other applications: a proxy-granting ticket is called in to them, and bought
// from for each of the others. CAS 3.0 sections 2.5.4 and 2.7.
import type { CasRelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { isOfRightKind } from '../../domain/session-fit.ts';
import { releaseTo } from '../releasing.ts';
import { configOf } from './config-of.ts';
import type { CasDoorDeps } from './deps.ts';
import { withQuery } from './login.ts';
import { callbackOf, casPartyOf, serviceOf } from './services.ts';
import { dropGrant, issueGrant, issueTicket, newName, readGrant } from './tickets.ts';
import type { Failure, FailureCode } from './validate.ts';

const callbackLimits = { timeoutMs: 5000, maxBytes: 65_536 };
/** An application behind an application behind an application … */
const chainMax = 5;

type SignedIn = NonNullable<Awaited<ReturnType<CasDoorDeps['sessions']['get']>>>;

export type CalledIn =
  | { readonly type: 'success'; readonly pgtIou: string | undefined }
  | (Failure & { readonly why: string });

/** Only to an address of the application itself, only by https with a certificate that is trusted. */
export async function callIn(
  deps: CasDoorDeps,
  institution: string,
  asked: {
    readonly party: CasRelyingParty;
    readonly signedIn: SignedIn;
    readonly pgtUrl: string | undefined;
    readonly proxies: readonly string[];
  },
): Promise<CalledIn> {
  const { party, signedIn, pgtUrl, proxies } = asked;
  if (pgtUrl === undefined) return { type: 'success', pgtIou: undefined };
  const fail = (code: FailureCode, why: string): CalledIn => ({ type: 'failure', code, why });
  if (party.proxy === undefined || proxies.length >= chainMax) {
    return fail('UNAUTHORIZED_SERVICE_PROXY', 'the application may not act for people at others ("proxy")');
  }
  const callback = callbackOf(party, pgtUrl);
  if (callback === undefined) return fail('INVALID_PROXY_CALLBACK', 'pgtUrl is none of "proxy.callbacks"');
  const { session } = signedIn;
  const ttlSeconds = Math.max(1, Math.ceil((session.endsAt - deps.clock.now()) / 1000));
  const grant = { relyingParty: party.id, sessionId: session.id, proxies: [callback, ...proxies] };
  const pgt = await issueGrant(deps, institution, grant, ttlSeconds);
  const pgtIou = newName(deps, 'PGTIOU');
  const status = await statusOf(deps, withQuery(withQuery(callback, 'pgtId', pgt), 'pgtIou', pgtIou));
  if (status === 200) return { type: 'success', pgtIou };
  await dropGrant(deps, institution, pgt);
  if (status === undefined)
    return fail('INVALID_PROXY_CALLBACK', 'pgtUrl could not be reached, or its certificate is not trusted');
  // Section 2.5.4: the person is told of all the same, without a grant.
  deps.note({ institution, relyingParty: party.id, why: `pgtUrl answered ${status}: no proxy-granting ticket` });
  return { type: 'success', pgtIou: undefined };
}

async function statusOf({ outbound }: CasDoorDeps, url: string): Promise<number | undefined> {
  try {
    return (await outbound.get(url, callbackLimits)).status;
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_UPSTREAM_UNREACHABLE') return undefined;
    throw error;
  }
}

export type Bought = { readonly type: 'success'; readonly ticket: string } | Failure;

/** `/proxy`: a ticket for another application, in the name of whoever the grant is of, as long as her session stands. */
export async function buyTicket(
  deps: CasDoorDeps,
  institution: string,
  asked: { readonly pgt: string | undefined; readonly targetService: string | undefined },
): Promise<Bought> {
  if (asked.pgt === undefined || asked.targetService === undefined) return { type: 'failure', code: 'INVALID_REQUEST' };
  const config = configOf(deps, institution);
  const grant = await readGrant(deps, institution, asked.pgt);
  const refuse = (code: FailureCode, why: string): Bought => {
    deps.note({ institution, relyingParty: grant?.relyingParty, why });
    return { type: 'failure', code };
  };
  const signedIn = grant === undefined ? undefined : await deps.sessions.get(institution, grant.sessionId);
  if (grant === undefined || signedIn === undefined) {
    return refuse('INVALID_TICKET', 'no such proxy-granting ticket, or its session is over');
  }
  if (casPartyOf(config, grant.relyingParty)?.proxy === undefined) {
    return refuse('UNAUTHORIZED_SERVICE_PROXY', 'the application may not act for people at others any more ("proxy")');
  }
  const target = serviceOf(config, asked.targetService);
  if (target?.party.proxiedBy?.includes(grant.relyingParty) !== true) {
    return refuse('UNAUTHORIZED_SERVICE', 'targetService is no application that names this one in "proxiedBy"');
  }
  const { url, party } = target;
  const demands = party.profiles === undefined ? {} : { profiles: party.profiles };
  const released = await releaseTo(deps, config, party, signedIn.user);
  if (released.type === 'refused' || !isOfRightKind(signedIn.session, demands)) {
    return refuse('UNAUTHORIZED_SERVICE', 'targetService does not take this person, or her login profile');
  }
  const { sessionId, proxies } = grant;
  const made = { relyingParty: party.id, service: url, sessionId, isFromNewLogin: false, proxies };
  return { type: 'success', ticket: await issueTicket(deps, institution, 'PT', made, party.ticketSeconds) };
}

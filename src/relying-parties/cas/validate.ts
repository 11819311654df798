// What a ticket says: checked against the service, the session and the user as they are now, and told once. CAS 3.0
// sections 2.5 to 2.7.
import { isOfRightKind } from '../../domain/session-fit.ts';
import type { Released, ReleasedClaims } from '../release.ts';
import { withRecord } from '../release.ts';
import { releaseTo } from '../releasing.ts';
import { configOf } from './config-of.ts';
import type { CasDoorDeps } from './deps.ts';
import { callIn } from './proxy-grant.ts';
import { type Service, serviceOf } from './services.ts';
import { kindOf, type TicketKind, takeTicket } from './tickets.ts';
import { isXmlText } from './xml.ts';

export interface Question {
  readonly ticket: string | undefined;
  readonly service: string | undefined;
  /** Only a ticket that the person proved herself for. */
  readonly renew: boolean;
  readonly pgtUrl: string | undefined;
  readonly kinds: readonly TicketKind[];
  /** Whether the answer has room for attributes: what cannot be told is not read. */
  readonly tellsAttributes: boolean;
}

export type FailureCode =
  | 'INVALID_REQUEST'
  | 'INVALID_TICKET_SPEC'
  | 'INVALID_TICKET'
  | 'INVALID_SERVICE'
  | 'INVALID_PROXY_CALLBACK'
  | 'UNAUTHORIZED_SERVICE_PROXY'
  | 'UNAUTHORIZED_SERVICE'
  | 'INTERNAL_ERROR';

export interface Told {
  readonly type: 'success';
  readonly service: string;
  readonly user: string;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly isFromNewLogin: boolean;
  /** Epoch milliseconds. */
  readonly authenticatedAt: number;
  readonly methods: readonly string[];
  readonly proxies: readonly string[];
  readonly pgtIou: string | undefined;
}

export type Failure = { readonly type: 'failure'; readonly code: FailureCode };
export type Answer = Told | Failure;

export async function validate(deps: CasDoorDeps, slug: string, question: Question): Promise<Answer> {
  const { ticket: name, renew } = question;
  if (name === undefined || question.service === undefined) return { type: 'failure', code: 'INVALID_REQUEST' };
  const config = configOf(deps, slug);
  // First of all: whatever is wrong with the question, nobody asks about this ticket again.
  const ticket = await takeTicket(deps, slug, name);
  const refuse = (code: FailureCode, why: string): Failure => {
    deps.note({ institution: slug, relyingParty: ticket?.relyingParty, why });
    return { type: 'failure', code };
  };
  if (ticket === undefined) return refuse('INVALID_TICKET', 'no such ticket: it is unknown, over, or was used before');
  const kind = kindOf(name);
  if (kind === undefined || !question.kinds.includes(kind)) {
    return refuse('INVALID_TICKET_SPEC', 'a proxy ticket where none is taken: /proxyValidate takes it');
  }
  const service = serviceOf(config, question.service);
  if (service === undefined || service.url !== ticket.service || service.party.id !== ticket.relyingParty) {
    return refuse('INVALID_SERVICE', 'the ticket was made for another service than the one that asks');
  }
  if (renew && !ticket.isFromNewLogin)
    return refuse('INVALID_TICKET', 'renew: the ticket comes from a standing session');
  const signedIn = await deps.sessions.get(slug, ticket.sessionId);
  if (signedIn === undefined)
    return refuse('INVALID_TICKET', 'the session is over, or its person may not sign in any more');
  const { party } = service;
  if (!isOfRightKind(signedIn.session, party.profiles === undefined ? {} : { profiles: party.profiles })) {
    return refuse('INVALID_TICKET', 'the application does not take the login profile of this session');
  }
  const released = await releaseTo(deps, config, party, signedIn.user);
  if (released.type === 'refused') return refuse('INVALID_TICKET', `not released: ${released.code}`);
  if (!isXmlText(released.subject)) return refuse('INVALID_TICKET', 'the subject has characters that XML cannot tell');
  const grant = await callIn(deps, slug, { party, signedIn, pgtUrl: question.pgtUrl, proxies: ticket.proxies });
  if (grant.type === 'failure') return refuse(grant.code, grant.why);
  const attributes = question.tellsAttributes
    ? attributesOf(await claimsOf(deps, slug, service, released, signedIn.user.id))
    : new Map<string, readonly string[]>();
  await tell(deps, slug, { name, service, released, attributes, ...signedIn });
  return {
    type: 'success',
    service: service.url,
    user: released.subject,
    attributes,
    isFromNewLogin: ticket.isFromNewLogin,
    authenticatedAt: signedIn.session.authenticatedAt,
    methods: signedIn.session.methods,
    proxies: ticket.proxies,
    pgtIou: grant.pgtIou,
  };
}

async function claimsOf(
  deps: CasDoorDeps,
  slug: string,
  { party }: Service,
  released: Released,
  userId: string,
): Promise<ReleasedClaims> {
  const record = released.lateClaims.length === 0 ? undefined : await deps.users.user(slug, userId);
  return record === undefined ? released.claims : withRecord(released, party.release, record);
}

/** Every value as text. A name that is none in XML is refused by `vestibule check`; here it would not be told. */
function attributesOf(claims: ReleasedClaims): ReadonlyMap<string, readonly string[]> {
  const told = Object.entries(claims).flatMap(([name, value]) => {
    const values = (typeof value === 'object' ? value : [String(value)])
      .map((text) => text.replaceAll(/[\t\r\n]+/g, ' '))
      .filter(isXmlText);
    return values.length === 0 || !/^[A-Za-z_][A-Za-z0-9._-]*$/.test(name) ? [] : [[name, values] as const];
  });
  return new Map(told);
}

type Telling = {
  readonly name: string;
  readonly service: Service;
  readonly released: Released;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
} & NonNullable<Awaited<ReturnType<CasDoorDeps['sessions']['get']>>>;

/** One audit line a release, written before the application hears anything; and what is needed to tell it the end. */
async function tell(deps: CasDoorDeps, institution: string, telling: Telling): Promise<void> {
  const { name, service, released, attributes, session, user } = telling;
  const { url, party } = service;
  const audited = deps.audit({
    at: deps.clock.now(),
    institution,
    action: 'release',
    actor: user.id,
    via: 'cas',
    userId: user.id,
    relyingParty: party.id,
    trace: session.trace,
    detail: {
      door: 'cas',
      subjectType: released.subjectType,
      claims: [...attributes.keys()].join(' '),
      user: user.primaryIdentifier,
    },
  });
  const { origin, pathname } = new URL(url);
  const participant = {
    door: 'cas' as const,
    relyingParty: party.id,
    // An application's own session hangs on the newest ticket that it took at this address.
    key: `${origin}${pathname}`,
    handle: { service: url, ticket: name },
  };
  // Also where it takes no message: the page of a sign-out names it as one that may still be open.
  await Promise.all([audited, deps.participants.join(session, participant)]);
}

import { createHash } from 'node:crypto';
import { Strategy } from 'passport';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, StrategyFailure, StrategyRequest } from '../../src/domain/strategy.ts';
import { loginUrl, serviceUrl, validationUrl } from './addresses.ts';
import { answerMaxBytes, readPlainAnswer, readXmlAnswer } from './answer.ts';
import { failureOfCode, hearsay, refused } from './failure.ts';
import type { CasOptions } from './options.ts';
import { isProxyTicket, isServiceTicket } from './ticket.ts';
import { isOldSignIn, toAssertion } from './to-assertion.ts';

/** Longest query of a return that is read, in characters. */
const queryMax = 2048;
/** Longer than any attempt may last: a ticket is never seen a second time. */
const ticketTtlSeconds = 24 * 3600;
const tickets = 'cas-ticket';

export class CasStrategy extends Strategy {
  override readonly name = 'cas';
  // Not `#` fields: Passport runs a copy of the instance, made by `Object.create`.
  private readonly options: CasOptions;
  private readonly deps: StrategyDeps;

  constructor(options: CasOptions, deps: StrategyDeps) {
    super();
    this.options = options;
    this.deps = deps;
  }

  override authenticate(request: StrategyRequest): void {
    if (request.signIn.phase === 'begin') this.begin(request);
    else this.finish(request).catch((error: unknown) => this.error(error));
  }

  private begin({ signIn }: StrategyRequest): void {
    const { attemptId, forceAuthn, passive, state } = signIn;
    if (attemptId === undefined) throw new VestibuleError('VST_INTERNAL', 'A redirect needs an attempt.');
    if (forceAuthn && passive) {
      this.fail(refused('cancelled', 'a person cannot prove anew who she is without being asked'));
      return;
    }
    // The attempt stands in front of the dot: the callback finds it by the state alone.
    state.state = `${attemptId}.${this.deps.random.token()}`;
    state.begunAt = String(this.deps.clock.now());
    if (forceAuthn) state.renew = 'true';
    if (passive) state.gateway = 'true';
    const service = serviceUrl(this.deps.urls.callback, state.state);
    this.redirect(loginUrl(this.options, service, { renew: forceAuthn, gateway: passive }));
  }

  private async finish(request: StrategyRequest): Promise<void> {
    const { state, begunAt, renew, gateway } = request.signIn.state;
    if (state === undefined || begunAt === undefined) {
      this.fail(hearsay('invalid', 'the answer belongs to no request of ours'));
      return;
    }
    const ticket = ticketOf(request, state, gateway !== undefined);
    if (typeof ticket !== 'string') {
      this.fail(ticket);
      return;
    }
    if (!(await this.claim(ticket))) {
      this.fail(refused('replayed', 'the ticket was used before'));
      return;
    }
    const asked = { service: serviceUrl(this.deps.urls.callback, state), ticket, renew: renew !== undefined };
    const { body, failure } = await this.validate(asked);
    if (failure !== undefined) {
      this.fail(failure);
      return;
    }
    const answer = this.options.protocol === 1 ? readPlainAnswer(body) : readXmlAnswer(body);
    if (answer.type === 'unreadable') this.fail(refused('invalid', `the answer of the CAS server: ${answer.detail}`));
    else if (answer.type === 'failure') this.fail(failureOfCode(answer.code));
    else if (asked.renew && isOldSignIn(answer.attributes, this.earliestProof(begunAt))) {
      this.fail(refused('expired', 'a new proof was demanded and an old sign-in was answered'));
    } else {
      const { id: profile, server: issuer, signOut } = this.options;
      const assertion = toAssertion(answer, { profile, issuer, ticket, receivedAt: this.deps.clock.now() });
      this.success(signOut === 'never' ? assertion : { ...assertion, signOut: { server: issuer } });
    }
  }

  private earliestProof(begunAt: string): number {
    return Number(begunAt) - this.options.clockSkewSeconds * 1000;
  }

  /** Before it is validated: of any number of returns with one ticket, on any node, one goes on. */
  private claim(ticket: string): Promise<boolean> {
    const { ephemeral, institution } = this.deps;
    const hash = createHash('sha256').update(ticket).digest('base64url');
    return ephemeral.claim(tickets, `${institution}:${this.options.id}:${hash}`, '1', ticketTtlSeconds);
  }

  private async validate(
    asked: Parameters<typeof validationUrl>[1],
  ): Promise<{ readonly body: string; readonly failure?: StrategyFailure }> {
    const { status, body } = await this.deps.outbound.get(validationUrl(this.options, asked), {
      timeoutMs: this.options.timeoutSeconds * 1000,
      maxBytes: answerMaxBytes,
    });
    if (status === 200) return { body };
    const detail = `the CAS server answered ${status}`;
    const isAway = status >= 500 || status === 429;
    return { body, failure: isAway ? { type: 'unreachable', detail } : refused('invalid', detail) };
  }
}

/** The ticket of a return to this very attempt, or why there is none that may be asked about. */
function ticketOf(request: StrategyRequest, state: string, wasGateway: boolean): string | StrategyFailure {
  if (request.method === 'POST') return hearsay('invalid', 'the answer was posted; tickets are read from the address');
  const start = request.originalUrl.indexOf('?');
  const query = start === -1 ? '' : request.originalUrl.slice(start);
  if (query.length > queryMax) return hearsay('invalid', 'the answer is too long');
  const parameters = new URLSearchParams(query);
  const [told, ...otherStates] = parameters.getAll('state');
  if (told !== state || otherStates.length > 0) return hearsay('invalid', 'the answer is of another attempt');
  const [ticket, ...others] = parameters.getAll('ticket');
  if (ticket === undefined) {
    return wasGateway
      ? hearsay('cancelled', 'nobody is signed in at the CAS server, and it was to ask nobody')
      : hearsay('invalid', 'the answer has no ticket');
  }
  if (others.length > 0) return hearsay('invalid', 'the answer repeats the ticket');
  if (isProxyTicket(ticket)) return hearsay('invalid', 'the ticket is a proxy ticket');
  return isServiceTicket(ticket) ? ticket : hearsay('invalid', 'the ticket is no service ticket');
}

// One CAS login profile on fakes, run as the login flow runs it. The CAS server is what a test says it answers.
import type { Request } from 'express';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import type { BuiltStrategy, StrategyDeps, StrategyOutcome } from '../../src/domain/strategy.ts';
import { runStrategy, type SignInFacts } from '../../src/login/run-strategy.ts';
import { casKind } from '../../strategies/cas/index.ts';
import { type CasOptions, casOptions } from '../../strategies/cas/options.ts';
import { fakeEphemeral } from './fake-ephemeral.ts';
import { type FakeClock, fakeClock, seededRandom } from './fakes.ts';

export const casServer = 'https://cas.uni.example/cas';
export const callback = 'https://login.library.example/library/login/campus/callback';
export const ticket = 'ST-1-aA9-cas01.uni.example';

type CasBenchAnswer = string | { readonly status: number; readonly body: string } | Error;

export interface CasBenchSettings {
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the server answers to a validation. */
  readonly answer?: CasBenchAnswer | ((asked: URL) => CasBenchAnswer);
  readonly ephemeral?: Ephemeral;
  readonly clock?: FakeClock;
  readonly seed?: number;
}

export interface BegunSignIn {
  readonly outcome: StrategyOutcome;
  /** Where the browser was sent. */
  readonly url: URL;
  /** The service of the attempt. */
  readonly service: URL;
  /** What is kept with the attempt. */
  readonly state: Record<string, string>;
}

export interface CasBench {
  readonly built: BuiltStrategy;
  readonly clock: FakeClock;
  readonly ephemeral: Ephemeral;
  /** Addresses that the server was asked at. */
  readonly asked: readonly URL[];
  begin(how?: Partial<SignInFacts>): Promise<BegunSignIn>;
  /** The browser comes back to this attempt with this query, `?` included, or with a ticket added to its service. */
  back(begun: BegunSignIn, query?: string, method?: string): Promise<StrategyOutcome>;
}

export const casProfile = (more: Readonly<Record<string, unknown>> = {}): CasOptions =>
  casOptions.parse({
    kind: 'cas',
    id: 'campus',
    label: 'Campus',
    server: casServer,
    match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
    ...more,
  });

export function casBench(settings: CasBenchSettings = {}): CasBench {
  const clock = settings.clock ?? fakeClock();
  const ephemeral = settings.ephemeral ?? fakeEphemeral(clock);
  const asked: URL[] = [];
  const never = () => Promise.reject(new Error('a CAS strategy has no use for this'));
  const deps: StrategyDeps = {
    institution: 'library',
    urls: { callback, metadata: '', logout: new URL('logout', callback).href, backchannel: '' },
    secrets: { read: () => '' },
    ephemeral,
    outbound: {
      fetch: never,
      async get(url) {
        const at = new URL(url);
        asked.push(at);
        const { answer: said = successXml() } = settings;
        const answer = typeof said === 'function' ? said(at) : said;
        if (answer instanceof Error) throw answer;
        return typeof answer === 'string' ? { status: 200, body: answer } : answer;
      },
    },
    clock,
    random: seededRandom(settings.seed ?? 1),
    internalPassword: { verify: never },
  };
  const built = casKind.create(casProfile(settings.options), deps);
  const run = (facts: Partial<SignInFacts>, originalUrl: string, method = 'GET') => {
    const request = { method, originalUrl, url: originalUrl, headers: {}, query: {}, body: {} };
    return runStrategy(
      built.strategy,
      request as unknown as Request,
      { ...signInFacts, ...facts },
      { deadlineMs: 2000 },
    );
  };
  return {
    built,
    clock,
    ephemeral,
    asked,
    async begin(how = {}) {
      const state: Record<string, string> = {};
      const outcome = await run({ phase: 'begin', state, ...how }, '/');
      const url = new URL(outcome.type === 'redirect' ? outcome.url : 'about:blank');
      return { outcome, url, service: new URL(url.searchParams.get('service') ?? 'about:blank'), state };
    },
    back({ service, state }, query = withTicket(service, ticket).search, method) {
      return run({ phase: 'return', state: { ...state } }, `${service.pathname}${query}`, method);
    },
  };
}

const signInFacts: SignInFacts = {
  phase: 'return',
  attemptId: 'attempt-1',
  state: {},
  forceAuthn: false,
  passive: false,
  loginHint: undefined,
  language: 'en',
  source: '127.0.0.1',
};

export function withTicket(service: URL, value: string): URL {
  const url = new URL(service);
  url.searchParams.set('ticket', value);
  return url;
}

/** An answer of protocol 2 or 3 around these statements. */
export function answerXml(statements: string): string {
  return `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${statements}</cas:serviceResponse>`;
}

export function successXml(user = 'alice', attributes = '<cas:studentNumber>S-1001</cas:studentNumber>'): string {
  return answerXml(successOf(user, attributes));
}

export function successOf(user: string, attributes = ''): string {
  return `<cas:authenticationSuccess><cas:user>${user}</cas:user><cas:attributes>${attributes}</cas:attributes></cas:authenticationSuccess>`;
}

export function failureXml(code: string, text = 'no'): string {
  return answerXml(`<cas:authenticationFailure code="${code}">${text}</cas:authenticationFailure>`);
}

/** As django-cas-server and Apereo CAS write it. */
export function logoutRequestXml(index: string): string {
  return (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-1" Version="2.0" IssueInstant="2026-03-02T09:00:00Z">' +
    '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>' +
    `<samlp:SessionIndex>${index}</samlp:SessionIndex></samlp:LogoutRequest>`
  );
}

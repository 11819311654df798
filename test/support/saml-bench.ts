// One SAML login profile on fakes, driven through Passport as the login flow drives it.
import { inflateRawSync } from 'node:zlib';
import passport from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { Aggregates } from '../../src/domain/ports/aggregates.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import type { Outbound } from '../../src/domain/ports/outbound.ts';
import type { BuiltStrategy, StrategyFailure, StrategyOutcome, UpstreamList } from '../../src/domain/strategy.ts';
import { samlKind } from '../../strategies/saml/index.ts';
import { samlOptions } from '../../strategies/saml/options.ts';
import { fakeEphemeral } from './fake-ephemeral.ts';
import { type FakeClock, fakeClock, seededRandom } from './fakes.ts';
import { sp, type TestIdentityProvider } from './saml-idp.ts';

export interface Posted {
  readonly body: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

export interface BegunSignIn {
  readonly requestId: string;
  readonly xml: string;
  readonly outcome: StrategyOutcome;
}

export interface ReturnResult {
  readonly outcome: StrategyOutcome | { readonly type: 'error'; readonly error: Error };
  /** Attempts reported by `foundAttempt`. */
  readonly found: readonly string[];
}

export interface HowToBegin {
  readonly forceAuthn?: boolean;
  readonly passive?: boolean;
  readonly contexts?: readonly string[];
  readonly query?: Readonly<Record<string, unknown>>;
}

export interface SamlBench {
  readonly clock: FakeClock;
  readonly ephemeral: Ephemeral;
  readonly built: BuiltStrategy;
  begin(attemptId: string, how?: HowToBegin): Promise<BegunSignIn>;
  /** The same where it need not end at an identity provider. */
  tryBegin(attemptId: string, how?: HowToBegin): Promise<ReturnResult['outcome']>;
  post(message: Posted): Promise<ReturnResult>;
  /** Posts XML as an identity provider would. */
  answer(xml: string): Promise<ReturnResult>;
}

export interface BenchSettings {
  /** Settings of the profile beside the usual ones. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly ephemeral?: Ephemeral;
  readonly clock?: FakeClock;
  readonly seed?: number;
  readonly profile?: string;
  readonly outbound?: Outbound;
  readonly aggregates?: Aggregates;
}

export function samlBench(idp: TestIdentityProvider, settings: BenchSettings = {}): SamlBench {
  const clock = settings.clock ?? fakeClock();
  const ephemeral = settings.ephemeral ?? fakeEphemeral(clock);
  const named = ['metadata', 'idp', 'federation'].some((key) => settings.options?.[key] !== undefined);
  const manual = {
    entityId: idp.entityId,
    singleSignOnUrl: 'https://idp.example/sso',
    certificates: [idp.keys.certificate],
  };
  const options = samlOptions.parse({
    kind: 'saml',
    id: settings.profile ?? 'campus',
    label: 'Campus',
    match: { from: { attribute: 'studentNumber' }, to: 'student' },
    ...(named ? {} : { idp: manual }),
    ...settings.options,
  });
  const never = () => {
    throw new Error('a SAML strategy has no use for this');
  };
  const built = samlKind.create(options, {
    institution: 'demo',
    urls: {
      callback: sp.callback,
      metadata: sp.entityId,
      logout: sp.logout,
      backchannel: `${sp.entityId}/backchannel`,
    },
    secrets: { read: (reference) => settings.secrets?.[reference] ?? never() },
    ephemeral,
    outbound: settings.outbound ?? { fetch: never, get: never },
    aggregates: settings.aggregates,
    clock,
    random: seededRandom(settings.seed ?? 1),
    internalPassword: { verify: never },
  });
  const post = (message: Posted) => run(built, { phase: 'return', ...message });
  return {
    clock,
    ephemeral,
    built,
    async begin(attemptId, how = {}) {
      const { outcome } = await run(built, { phase: 'begin', attemptId, ...how });
      const xml = requestXml(outcome);
      return { requestId: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', xml, outcome: outcome as StrategyOutcome };
    },
    tryBegin: async (attemptId, how = {}) => (await run(built, { phase: 'begin', attemptId, ...how })).outcome,
    post,
    answer: (xml) => post({ body: { SAMLResponse: Buffer.from(xml, 'utf8').toString('base64') } }),
  };
}

function requestXml(outcome: ReturnResult['outcome']): string {
  if (outcome.type === 'post') return Buffer.from(outcome.fields['SAMLRequest'] ?? '', 'base64').toString('utf8');
  if (outcome.type !== 'redirect') throw new Error(`begin ended in ${JSON.stringify(outcome)}`, { cause: outcome });
  return inflateRawSync(Buffer.from(new URL(outcome.url).searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
}

interface Step extends Partial<Posted> {
  readonly phase: 'begin' | 'return';
  readonly attemptId?: string;
  readonly forceAuthn?: boolean;
  readonly passive?: boolean;
  readonly contexts?: readonly string[];
}

function run(built: BuiltStrategy, step: Step): Promise<ReturnResult> {
  return new Promise((resolve) => {
    const found: string[] = [];
    const end = (outcome: ReturnResult['outcome']) => resolve({ outcome, found });
    let posted: StrategyOutcome | undefined;
    const request = {
      body: step.body,
      query: step.query ?? {},
      headers: {},
      signIn: {
        phase: step.phase,
        attemptId: step.attemptId,
        state: {},
        forceAuthn: step.forceAuthn ?? false,
        passive: step.passive ?? false,
        contexts: step.contexts,
        loginHint: undefined,
        language: 'en',
        source: '127.0.0.1',
        post: (url: string, fields: Readonly<Record<string, string>>) => {
          posted = { type: 'post', url, fields };
        },
        choose: (choices: UpstreamList['choices'], more: Omit<UpstreamList, 'choices'> = {}) => {
          posted = { type: 'choose', ...more, choices };
        },
        chose: () => {},
        begunByUpstream: () => found.push('begun by the upstream'),
        foundAttempt: (id: string) => found.push(id),
      },
    };
    let location = '';
    const response = {
      statusCode: 0,
      setHeader: (name: string, value: string) => {
        if (name === 'Location') location = value;
      },
      end: () => end({ type: 'redirect', url: location }),
    };
    const called = (error: Error | null, user?: unknown, info?: unknown) => {
      if (error) end({ type: 'error', error });
      else if (user) end({ type: 'asserted', assertion: user as Assertion });
      else end(info as StrategyFailure);
    };
    const handler: unknown = new passport.Passport().authenticate(built.strategy, { session: false }, called);
    const passed = () => end(posted ?? { type: 'error', error: new Error('passed without a form to post') });
    (handler as (request: object, response: object, next: () => void) => void)(request, response, passed);
  });
}

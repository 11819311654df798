// passport-google-oauth20, with what it lacks: PKCE, and an HTTP client that is bounded. State is compared before it runs.
import type { OutgoingHttpHeaders } from 'node:http';
import { Strategy, type StrategyOptions } from 'passport-google-oauth20';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyRequest } from '../../src/domain/strategy.ts';
import { Ended, invalid } from '../oauth/ended.ts';
import type { Grant } from '../oauth/proof.ts';
import { accessTokenOf, oauthRefusal } from '../oauth/tokens.ts';
import type { AskUpstream, UpstreamAnswer } from '../oauth/upstream.ts';
import { profileRefusal } from './refusals.ts';

export interface Departure {
  readonly state: string;
  readonly codeChallenge: string;
  readonly prompt: string;
  readonly loginHint?: string;
  readonly hostedDomain?: string;
}

type Said = Readonly<Record<string, unknown>>;

type Answered = (error: unknown, text?: string) => void;

/** Of `oauth`'s client the one function that everything it sends goes through. */
type Send = (
  method: string,
  url: string,
  headers: OutgoingHttpHeaders | null,
  body: string | Buffer | null,
  accessToken: string | null,
  answered: Answered,
) => void;

export class GoogleLibrary extends Strategy {
  private readonly tokenUrl: string;

  constructor(options: StrategyOptions & { readonly tokenURL: string }) {
    super(options, (_accessToken, _refreshToken, profile, done) => done(null, profile as never));
    this.tokenUrl = options.tokenURL;
    // Without this the access token would stand in an address.
    this._oauth2.useAuthorizationHeaderforGET(true);
    // Each return brings a bounded client of its own; the library's stays unused.
    Object.assign(this._oauth2, { _request: sendNothing });
  }

  override authorizationParams(departure: Departure): object {
    const { codeChallenge } = departure;
    return {
      ...super.authorizationParams(departure),
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    };
  }

  override tokenParams({ codeVerifier }: Pick<Grant, 'codeVerifier'>): object {
    return { code_verifier: codeVerifier };
  }

  /** The address at Google that the browser is sent to. */
  departTo(departure: Departure): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.run({}, departure, undefined, { redirect: resolve, error: reject });
    return promise;
  }

  /** What userinfo says of the person whose code it is. */
  redeem(grant: Grant, ask: AskUpstream): Promise<Said> {
    const { promise, resolve, reject } = Promise.withResolvers<Said>();
    const success = (profile: { readonly _json: Said }) => resolve(profile._json);
    const fail = () => reject(invalid('the library refused the answer'));
    this.run({ code: grant.code }, grant, ask, { success, fail, error: (error) => reject(endOf(error)) });
    return promise;
  }

  /** An object in front of the instance for this one run. Of the browser's request it sees what was checked, no more. */
  private run(
    query: Readonly<Record<string, string>>,
    options: Departure | Grant,
    ask: AskUpstream | undefined,
    actions: { readonly [Name in 'success' | 'fail' | 'redirect']?: (given: never) => void } & {
      readonly error: (error: unknown) => void;
    },
  ): void {
    const running = Object.assign(Object.create(this) as GoogleLibrary, actions);
    if (ask !== undefined) {
      running._oauth2 = Object.assign(Object.create(this._oauth2) as typeof this._oauth2, {
        _request: sendBy(ask, this.tokenUrl),
      });
    }
    running.authenticate({ query } as unknown as StrategyRequest, options);
  }
}

const sendNothing: Send = (_method, _url, _headers, _body, _accessToken, answered) =>
  answered(new VestibuleError('VST_INTERNAL', 'A call to Google outside a return'));

function sendBy(ask: AskUpstream, tokenUrl: string): Send {
  return (_method, url, headers, body, _accessToken, answered) => {
    const authorization = headers?.['Authorization'];
    const form = url === tokenUrl ? String(body ?? '') : undefined;
    ask({
      url,
      ...(typeof authorization === 'string' ? { headers: { authorization } } : {}),
      ...(form === undefined ? {} : { form }),
    })
      .then((answer) => {
        judge(answer, form !== undefined);
        return answer.text;
      })
      .then(
        (text) => answered(null, text),
        (error: unknown) => answered(error),
      );
  };
}

/** Refuses here what the library would take: anything that is not JSON, a token of another type, an error beside a success. */
function judge(answer: UpstreamAnswer, isToken: boolean): void {
  if (isToken) accessTokenOf(answer, oauthRefusal);
  else if (answer.status !== 200 || answer.json === undefined || answer.json['error'] !== undefined) {
    throw profileRefusal(answer);
  }
}

/** The library wraps what `_request` ended with. */
function endOf(error: unknown): unknown {
  const wrapped: unknown = error instanceof Error && 'oauthError' in error ? error.oauthError : undefined;
  return wrapped instanceof Ended ? wrapped : error;
}

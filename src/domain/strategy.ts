// What a Vestibule strategy is: a Passport strategy (`authenticate(req)` ending in success, fail, redirect, pass or
// error) that says who the upstream vouched for, and no more. `req.signIn` carries what belongs to the attempt.

import type { Request } from 'express';
import type { Strategy } from 'passport';
import type { Assertion } from './assertion.ts';
import type { Aggregates } from './ports/aggregates.ts';
import type { Clock } from './ports/clock.ts';
import type { Ephemeral } from './ports/ephemeral.ts';
import type { InternalPasswordCause, InternalPasswordCheck } from './ports/internal-password-check.ts';
import type { Outbound } from './ports/outbound.ts';
import type { Random } from './ports/random.ts';
import type { Secrets } from './ports/secrets.ts';

/** A field of the prompt a strategy wants the person to fill in. */
export interface PromptField {
  readonly name: 'username' | 'password';
  readonly type: 'text' | 'password';
}

/**
 * How a strategy that spoke to its upstream ended. `refused/credentials`: the upstream says no. `refused/unknown`: the
 * upstream has no such account. `unreachable`: it could not be asked. Fallback policy tells these three apart.
 */
export type StrategyRefusal = 'credentials' | 'unknown' | 'cancelled' | 'expired' | 'replayed' | 'invalid' | 'locked';

/**
 * Handed to Passport's `fail`. `detail` is for the trace and the operator; the person sees the catalogue's text.
 * `hearsay`: the browser brought it unsigned and may have made it up, so the person is told and no fallback rests on it.
 */
export type StrategyFailure =
  | { readonly type: 'refused'; readonly reason: StrategyRefusal; readonly detail: string; readonly hearsay?: true }
  | { readonly type: 'unreachable'; readonly detail: string; readonly hearsay?: true }
  | { readonly type: 'prompt'; readonly fields: readonly PromptField[] };

/** One of several upstreams of a profile, to choose from: the id is what the profile's address takes as `idp`. */
export interface UpstreamChoice {
  readonly id: string;
  /** By language tag, at least one. */
  readonly names: Readonly<Record<string, string>>;
  /** `BuiltStrategy.logo` has a picture of it. */
  readonly hasLogo?: boolean | undefined;
}

/** Upstreams of a profile to choose from, in the order they are shown; of many a page. */
export interface UpstreamList {
  readonly choices: readonly UpstreamChoice[];
  /** Where they can be searched: by the parameters `q` and `page` of the profile's address. */
  readonly search?: {
    /** As it was typed; empty: all of them. */
    readonly query: string;
    /** From 1. */
    readonly page: number;
    readonly pages: number;
    /** How many were found. */
    readonly total: number;
  };
  /** The one that was chosen last in this browser, if it is still there. */
  readonly last?: UpstreamChoice | undefined;
}

export type StrategyOutcome =
  | {
      readonly type: 'asserted';
      readonly assertion: Assertion;
      readonly attemptId?: string | undefined;
      /** It answers no request: the person is asked before it signs her in. */
      readonly begunByUpstream?: true | undefined;
    }
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'post'; readonly url: string; readonly fields: Readonly<Record<string, string>> }
  | ({ readonly type: 'choose' } & UpstreamList)
  | (StrategyFailure & { readonly attemptId?: string | undefined });

/** What of the attempt a strategy may read and write. */
export interface StrategyLogin {
  /** `begin` sends the person away or prompts; `return` reads what came back. */
  readonly phase: 'begin' | 'return';
  /** Absent on a cross-site return (SAML POST): there the strategy finds it and reports it by `foundAttempt`. */
  readonly attemptId: string | undefined;
  /** Kept with the attempt after `begin`, handed back at the return. */
  readonly state: Record<string, string>;
  readonly forceAuthn: boolean;
  readonly passive: boolean;
  readonly loginHint: string | undefined;
  /** Which upstream of several the application guesses; one that is not there says nothing. */
  readonly idp?: string | undefined;
  /** Ways of proving who she is that the application asks for (`acr_values`), best first. */
  readonly contexts?: readonly string[] | undefined;
  readonly language: string;
  /** Where a typed name and password come from, for slowing and lock-out. */
  readonly source: string;
  /** Why the library's own password is asked for; absent: the person chose it. Read by the `password` kind only. */
  readonly internalPasswordCause?: InternalPasswordCause | undefined;
  /** A form to be posted by the browser to the upstream (SAML HTTP-POST binding); call it, then `this.pass()`. */
  post(url: string, fields: Readonly<Record<string, string>>): void;
  /** The upstream of this profile that was chosen last in this browser; perhaps it is not there any more. */
  readonly lastUpstream?: string | undefined;
  /** Which upstream the person comes from has to be asked first; call it, then `this.pass()`. */
  choose(choices: readonly UpstreamChoice[], more?: Omit<UpstreamList, 'choices'>): void;
  /** Of several upstreams the person chose this one: it is offered first the next time. */
  chose(upstream: string): void;
  /** A verified message answers no request of ours, and the profile takes such. */
  begunByUpstream(): void;
  /** The attempt that a verified message answers; taken, so a second call for the same message finds none. */
  foundAttempt(id: string): void;
}

/** Passport itself takes `req.login`, so what belongs to the attempt stands under `req.signIn`. */
export interface StrategyRequest extends Request {
  signIn: StrategyLogin;
}

/**
 * What the administrator of the other side needs, shown by `vestibule profile show` and the profile's page. That page is
 * open to everybody: what is `internal` (servers, service accounts) is shown by the command only.
 */
export interface UpstreamRegistration {
  readonly facts: readonly { readonly label: string; readonly value: string; readonly internal?: true }[];
  readonly certificates: readonly {
    readonly use: string;
    readonly pem: string;
    readonly fingerprint: string;
    readonly notBefore: string;
    readonly notAfter: string;
    readonly internal?: true;
  }[];
  /** SAML service provider metadata, where the kind has any. */
  readonly metadataXml?: string | undefined;
  /** Our public keys (JWKS, as text), where the other side reads them at `urls.metadata`. */
  readonly keySet?: string | undefined;
}

/** The addresses of one login profile, made from the public URL and the slug. */
export interface ProfileUrls {
  /** Where the upstream sends the browser back: `/{slug}/login/{profile}/callback`. */
  readonly callback: string;
  /** `/{slug}/login/{profile}/metadata`; for SAML the entity id. */
  readonly metadata: string;
  readonly logout: string;
  /** Where the upstream itself, not a browser, says that its session is over: `/{slug}/login/{profile}/backchannel`. */
  readonly backchannel: string;
}

/** What a strategy is given to be made with. */
export interface StrategyDeps {
  readonly institution: string;
  readonly urls: ProfileUrls;
  readonly secrets: Secrets;
  readonly ephemeral: Ephemeral;
  readonly outbound: Outbound;
  /** Absent where nothing can be kept on a disk. */
  readonly aggregates?: Aggregates | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly internalPassword: InternalPasswordCheck;
  /** Whether letters go out now; absent where the installation has no mail. */
  readonly checkMail?: (() => Promise<readonly UpstreamCheck[]>) | undefined;
}

/** What an upstream says is over. Neither sessions nor subject named: the message ends nothing. */
export interface UpstreamLogout {
  /** Its sessions, as `Assertion.upstreamSession` has them: CAS tickets, OpenID Connect `sid`, SAML SessionIndexes. */
  readonly upstreamSessions: readonly string[];
  /** Its name of the person (`sub`, NameID): alone, all her sessions; beside sessions, those of them that are hers. */
  readonly subject?: string | undefined;
  /** Of a profile with several upstreams: whose word it is. Sessions that stand on another one's are none of its. */
  readonly issuer?: string | undefined;
}

/** Where the browser is sent to end the upstream's session; what comes back comes to `urls.logout`. */
export type UpstreamSignOut =
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'post'; readonly url: string; readonly fields: Readonly<Record<string, string>> };

/** What a browser brought to `urls.logout`, verified. */
export type LogoutMessage =
  /** The upstream's answer to a sign-out that we began; `state` is the one given to `signOut`. */
  | {
      readonly type: 'answer';
      readonly state: string | undefined;
      /** `all`: the upstream says everything is over; `partial`: not at every application; `failed`: still signed in there. */
      readonly ended: 'all' | 'partial' | 'failed';
    }
  /** The upstream asks us to end sessions, by way of the browser, and waits for an answer. */
  | {
      readonly type: 'request';
      readonly over: UpstreamLogout;
      /** How the browser goes back with the answer. */
      readonly answer: (result: { readonly ended: boolean }) => Promise<UpstreamSignOut>;
    };

/** One thing of an upstream that was tried on purpose, without a person. */
export interface UpstreamCheck {
  /** What was tried, in plain words: `metadata`, `keys`, `certificate`, `bind`. */
  readonly name: string;
  readonly ok: boolean;
  /** For the operator: what was found, or what is wrong and what to do; never a secret. */
  readonly detail: string;
  /**
   * Nobody can sign in by it now, because the upstream does not answer at all. Not where it answered and something is
   * wrong, nor where others of its servers answer: the fallback policy rests on this.
   */
  readonly unreachable?: true | undefined;
  /** When what was looked at ends (a certificate, metadata), epoch milliseconds. */
  readonly endsAt?: number | undefined;
}

/** A raster image of an upstream: nothing that could run a script. */
export interface UpstreamLogo {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** What a strategy did to keep what it knows of its upstreams fresh, and what an operator has to see to. */
export interface UpkeepReport {
  readonly renewed: number;
  /** Plain sentences; the same ones until it is seen to. */
  readonly warnings: readonly string[];
}

/** A strategy made for one login profile. */
export interface BuiltStrategy {
  readonly strategy: Strategy;
  /**
   * The answer is posted by another site and proves itself by nothing but the attempt (OpenID Connect `form_post`): it is
   * kept for the browser's own cookie, and then handed to the strategy as the query of a return.
   */
  readonly returnsByPost?: boolean | undefined;
  /**
   * Reads a message of the upstream to us, posted to `urls.backchannel` or (CAS) to `urls.callback`; absent where the kind
   * has none. Only what the message proves, or what nobody could guess, may stand in the answer.
   *
   * @returns undefined when the request is no such message at all
   * @throws VestibuleError VST_UPSTREAM_MESSAGE_INVALID for one whose sender is to be told that it was refused
   */
  readonly backchannel?: ((request: Request) => Promise<UpstreamLogout | undefined>) | undefined;
  /**
   * Where to send a browser that was just signed out here, so that it is signed out there too. `kept` is what the
   * assertion gave as `signOut`; `state` comes back with the answer. Absent where the kind cannot.
   *
   * @returns undefined when this upstream offers no sign-out
   */
  readonly signOut?:
    | ((given: {
        readonly kept: Readonly<Record<string, string>>;
        readonly state: string;
        readonly language: string;
      }) => Promise<UpstreamSignOut | undefined>)
    | undefined;
  /**
   * Reads what a browser brings to `urls.logout`, by GET or POST; absent where nothing comes.
   *
   * @throws VestibuleError VST_UPSTREAM_MESSAGE_INVALID, VST_UPSTREAM_REPLAYED
   */
  readonly logoutMessage?: ((request: Request) => Promise<LogoutMessage>) | undefined;
  /** Asks the upstream something harmless, to know before a person does that it answers; at least one check. */
  check?(): Promise<readonly UpstreamCheck[]>;
  /** Called every minute on one node; reads anew what is due. Absent where a kind has nothing to keep fresh. */
  upkeep?(): Promise<UpkeepReport>;
  /** A small picture of one of its upstreams, from our own cache or fetched into it; undefined where there is none. */
  logo?(upstream: string): Promise<UpstreamLogo | undefined>;
  /** What the other side's administrator needs. */
  registration(): Promise<UpstreamRegistration>;
  /** Closes kept connections; called when the profile is changed or removed, after its last call has ended. */
  close(): Promise<void>;
}

/**
 * One kind of login method. `redirect` sends the browser away and reads what comes back; `form` is handed a typed name
 * and password as `req.body.username` and `req.body.password`, also by doors without a browser.
 */
export interface StrategyKind<Options> {
  readonly flow: 'redirect' | 'form';
  create(options: Options, deps: StrategyDeps): BuiltStrategy;
}

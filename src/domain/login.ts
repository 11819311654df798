import type { Request, Response } from 'express';
import type { Assertion } from './assertion.ts';
import type { ErrorCode } from './errors.ts';
import type { Identifier } from './identifier.ts';
import type { Session } from './session.ts';
import type { StrategyFailure } from './strategy.ts';
import type { UserSummary } from './user.ts';

/** Where a login goes back to: the door that asked, and that door's own handle of the request. */
export interface LoginReturn {
  /** `self` is the institution's own page (`/me`). */
  readonly door: 'self' | 'oidc' | 'cas' | 'saml';
  /** The door's handle, for instance the uid of an OpenID Connect interaction; a local path for `self`. */
  readonly handle: string;
}

export interface UpstreamHint {
  readonly profile: string;
  /** An upstream of that profile: what the profile's address takes as `idp`. */
  readonly idp?: string | undefined;
}

/** What a door asks for, checked by the door. */
export interface LoginRequest {
  readonly institution: string;
  /** Client id of the application, or undefined when the person came by herself. */
  readonly relyingParty?: string | undefined;
  readonly returnTo: LoginReturn;
  /** Origins the final redirect may go to; they stand in `form-action` of this attempt's pages. */
  readonly formActionOrigins: readonly string[];
  /** The person must prove who she is again, whatever session there is. */
  readonly forceAuthn: boolean;
  /** A session must be no older than this. */
  readonly maxAgeSeconds?: number | undefined;
  /** Prompt nothing: answer with what there is. */
  readonly passive: boolean;
  readonly loginHint?: string | undefined;
  /** A login profile that it has to be: the person came to its own address. */
  readonly profile?: string | undefined;
  /** The login profiles that the application takes, in its order; all where it names none. */
  readonly profiles?: readonly string[] | undefined;
  /** The application's guess where the person comes from. What it names may not exist: then it says nothing. */
  readonly hint?: UpstreamHint | undefined;
  /** Authentication contexts the application asks for (`acr_values`), best first. */
  readonly contexts?: readonly string[] | undefined;
  /** Without one of `contexts` nobody is to be signed in. */
  readonly needsContext?: boolean | undefined;
  /** Languages the application would have the pages in (`ui_locales`), best first. */
  readonly languages?: readonly string[] | undefined;
  /**
   * Not a sign-in: what is proved becomes an identifier of one user, who proved herself before. The handle of an
   * attachment under way, kept in `ephemeral`.
   */
  readonly attachment?: string | undefined;
  /** A trial of a profile: shows what was said and whom it would sign in, and signs nobody in. */
  readonly trial?: boolean | undefined;
}

/** A login under way. Minutes long, bound to one browser, ended once. */
export interface LoginAttempt {
  readonly id: string;
  readonly request: LoginRequest;
  /** Hash of the browser's binding cookie. */
  readonly browser: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** The profile the person was sent to, once chosen. */
  readonly profile?: string | undefined;
  /** Fingerprint of that profile's configuration: a changed profile is refused at the return. */
  readonly profileFingerprint?: string | undefined;
  /** Why the internal password is offered after another profile failed in this attempt. */
  readonly failedWith?: 'refused' | 'unknown' | 'unreachable' | undefined;
  /** Which profile that was. */
  readonly failedProfile?: string | undefined;
  /** What the strategy must find again at the browser's return (state, nonce, PKCE verifier, request id). */
  readonly strategyState: Readonly<Record<string, string>>;
}

/** A verified assertion, or how else it ended, that waits for the browser which began the attempt (the cross-site hop). */
export interface Hop {
  readonly attemptId: string;
  readonly profile: string;
  readonly outcome: { readonly type: 'asserted'; readonly assertion: Assertion } | StrategyFailure;
}

/** A verified assertion that answers no request of ours: it waits until the person says, on a page of ours, that she goes on. */
export interface UpstreamArrival {
  readonly institution: string;
  readonly profile: string;
  readonly fingerprint: string;
  readonly assertion: Assertion;
  /** A page of the institution's own. */
  readonly target: string;
  /** Hash of the binding cookie of the browser that was shown the page; undefined before. */
  readonly browser?: string | undefined;
}

/** A sign-in that is done and only has to be told to the door, by a request of its own. */
export interface Continuation {
  readonly request: LoginRequest;
  readonly sessionId: string;
}

/** A person who proved who she is by a password that she has to change before it signs her in. */
export interface PendingPassword {
  readonly request: LoginRequest;
  /** Hash of the binding cookie of the browser that proved it. */
  readonly browser: string;
  readonly profile: string;
  readonly userId: string;
  /** Session epoch of the user when she proved it: once her sessions are over, so is this. */
  readonly epoch: number;
  readonly identifier: Identifier;
  readonly assertion: Assertion;
  readonly trace: string;
}

/** Why a door's request ends without anybody signed in, in words the door's protocol can say. */
export type LoginRefusal = 'login-required' | 'cancelled' | 'context-not-met';

/** A door may find that this application does not take this person: it then answers nothing and says why. */
export type DoorAnswer = { readonly type: 'answered' } | { readonly type: 'refused'; readonly code: ErrorCode };

/**
 * An application that was told who somebody is, and what its door needs to tell it later that her session is over: a CAS
 * ticket, a SAML NameID and SessionIndex, the `sid` of an OpenID Connect client.
 */
export interface Participant {
  readonly door: LoginReturn['door'];
  readonly relyingParty: string;
  /** The same application in the same session, told again, is one participant: the newest. */
  readonly key: string;
  readonly handle: Readonly<Record<string, string>>;
}

/**
 * How telling an application went. `browser`: only the person's browser can tell it; `frame` is an address that does so
 * when a frame of our page loads it.
 */
export type Told =
  | { readonly type: 'told' }
  | { readonly type: 'unreachable'; readonly detail: string }
  | { readonly type: 'browser'; readonly frame?: string | undefined }
  /** It takes no such message. */
  | { readonly type: 'cannot' };

/** The side of a door that the login flow calls; `app.ts` joins the two. */
export interface Door {
  /** Tells the application who came in. */
  respond(
    req: Request,
    res: Response,
    answer: { readonly request: LoginRequest; readonly session: Session; readonly user: UserSummary },
  ): Promise<DoorAnswer>;
  /** Tells the application that nobody did. */
  refuse(req: Request, res: Response, request: LoginRequest, refusal: LoginRefusal): Promise<void>;
  /**
   * Tells one application, server to server, that the session it was told of is over. Bounded in time; never throws.
   * Absent where a door's applications cannot be told.
   */
  tellSignedOut?(institution: string, participant: Participant): Promise<Told>;
}

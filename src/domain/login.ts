import type { Assertion } from './assertion.ts';

/** Where a login goes back to: the door that asked, and that door's own handle of the request. */
export interface LoginReturn {
  /** `self` is the institution's own page (`/me`). */
  readonly door: 'self' | 'oidc';
  /** The door's handle, for instance the uid of an OpenID Connect interaction; a local path for `self`. */
  readonly handle: string;
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
  /** A login profile the application asks for. */
  readonly profile?: string | undefined;
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
  /** What the strategy must find again at the browser's return (state, nonce, PKCE verifier, request id). */
  readonly strategyState: Readonly<Record<string, string>>;
}

/** A verified assertion that waits for the browser which began the attempt (the cross-site hop). */
export interface Hop {
  readonly attemptId: string;
  readonly profile: string;
  readonly assertion: Assertion;
}

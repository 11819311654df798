import type { Assertion } from '../assertion.ts';
import type { ErrorCode } from '../errors.ts';
import type { Identifier } from '../identifier.ts';
import type { UserSummary } from '../user.ts';
import type { InternalPasswordCause } from './internal-password-check.ts';

/** Where a try comes from. A shared source (campus network, self-check machine) is slowed, never locked. */
export interface CredentialSource {
  /** Client address, or the name of an API key or terminal. */
  readonly key: string;
  readonly shared: boolean;
}

export interface CredentialRequest {
  readonly institution: string;
  /** The name as typed: any identifier, or the upstream's own user name. */
  readonly name: string;
  readonly secret: string;
  readonly source: CredentialSource;
  /** The form profile that was chosen; undefined: the institution's form profiles in order. */
  readonly profile: string | undefined;
  /** Why the internal password is offered, when another profile failed before in this attempt; else `chosen`. */
  readonly cause?: InternalPasswordCause | undefined;
  readonly door: string;
  readonly relyingParty: string | undefined;
  /** A trial of a profile: the audit tells it from a sign-in. */
  readonly trial?: boolean | undefined;
}

/** `trace` is the code under which staff read why. */
export type CredentialOutcome =
  | {
      readonly type: 'accepted';
      readonly user: UserSummary;
      readonly identifier: Identifier;
      readonly assertion: Assertion;
      readonly trace: string;
    }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly trace: string };

/** The one password check, of the form and of every door that is handed a password. */
export interface CredentialCheck {
  check(request: CredentialRequest): Promise<CredentialOutcome>;
}

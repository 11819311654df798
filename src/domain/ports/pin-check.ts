import type { ErrorCode } from '../errors.ts';
import type { Identifier } from '../identifier.ts';
import type { UserSummary } from '../user.ts';
import type { CredentialRequest } from './credential-check.ts';

export interface PinRequest extends Pick<CredentialRequest, 'institution' | 'name' | 'source' | 'relyingParty'> {
  readonly pin: string;
  /** A PIN counts only at the doors that the institution's `pins.doors` names. */
  readonly door: string;
  /**
   * Identifier types that the name may be of, `primary` among them. Otherwise any pooled one, and those that the library
   * password is asked with.
   */
  readonly types?: readonly string[] | undefined;
}

/** `trace` is the code under which staff read why. */
export type PinOutcome =
  | {
      readonly type: 'accepted';
      readonly user: UserSummary;
      readonly identifier: Identifier;
      readonly trace: string;
    }
  /** Before proof of identity the code is the same for every name; after it, the exact reason. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly trace: string };

/** The one check of a name and a PIN, for terminals and doors: locked apart from the password. */
export interface PinCheck {
  /** @throws VestibuleError VST_INSTITUTION_UNKNOWN, and what the stores throw */
  check(request: PinRequest): Promise<PinOutcome>;
}

// What an upstream said of a person at her sign-in, read by the configuration of the profile: fields that nothing was said of
// are undefined, and stay as they are.
import { primaryType } from '../../domain/identifier.ts';
import type { MatchTarget } from '../../domain/match-rule.ts';
import type { Day } from '../../domain/user.ts';
import type { IdentifierRules } from '../identifier-rules.ts';

export interface SaidOfUser {
  /** The system that the upstream speaks for: only whom it manages is touched. */
  readonly system: string;
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  readonly emails?: readonly string[] | undefined;
  /** The upstream vouches that its people read their addresses. */
  readonly provesEmails: boolean;
  readonly phones?: readonly string[] | undefined;
  readonly userGroup?: string | undefined;
  readonly expiry?: SaidExpiry | undefined;
  readonly preferredLanguage?: string | undefined;
  readonly identifiers: readonly SaidIdentifier[];
}

export interface SaidExpiry {
  readonly day: Day;
  /** Counted from the sign-in: written only where more days than this are gained, so not at every sign-in. */
  readonly gainsMoreThan?: number | undefined;
}

export interface SaidIdentifier {
  readonly type: string;
  readonly value: string;
}

/** Something that was said and not done. */
export interface Refused {
  readonly what: string;
  readonly why: string;
}

/** Types that a profile finds people by: what it says of a person never changes those. */
export function matchedTypes(to: MatchTarget, { table }: IdentifierRules): readonly string[] {
  switch (to.type) {
    case 'primary':
      return [primaryType];
    case 'types':
      return [primaryType, ...to.types];
    case 'any':
      return [
        primaryType,
        ...[...table.types].filter(([, { uniqueness }]) => uniqueness === 'pooled').map(([code]) => code),
      ];
  }
}

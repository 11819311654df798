// What a person who registers herself is given to sign in by, and where that would not be safe: asked when a configuration is
// checked, and again when somebody registers.
import type { MatchTarget } from './match-rule.ts';
import type { RecordType } from './user.ts';

export interface RegisteringProfile {
  readonly id: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly match: { readonly to: MatchTarget };
}

export interface RegistrableType {
  readonly code: string;
  readonly issuer?: string | undefined;
  readonly recordTypes: readonly RecordType[];
}

export type RegistrationTarget =
  /** The provider's own id of her, under the one type that is bound to it. */
  | { readonly type: 'identifier'; readonly code: string; readonly issuer: string }
  /** The address that she proved; she gets no identifier but the generated one. */
  | { readonly type: 'address' }
  | { readonly type: 'fault'; readonly why: string; readonly hint?: string | undefined };

/** Profiles by which only the library itself speaks of its users. */
const ownKinds: readonly string[] = ['password', 'email-link'];

/** @param apartFrom profiles that can never send a primary identifier that was generated */
export function registrationTarget(
  profile: RegisteringProfile,
  apartFrom: readonly string[],
  types: readonly RegistrableType[],
  profiles: readonly RegisteringProfile[],
): RegistrationTarget {
  const naming = profiles.find(
    ({ id, kind, enabled, match: { to } }) =>
      id !== profile.id && enabled && !ownKinds.includes(kind) && to.type !== 'types' && !apartFrom.includes(id),
  );
  if (naming !== undefined) {
    return {
      type: 'fault',
      why: `whoever registers gets a generated primary identifier, and "${naming.id}" finds people by primary identifiers: somebody it names could come in as her`,
      hint: `let "${naming.id}" match a type of its own, or, if it can never send one that is generated here, name it in primaryApartFrom`,
    };
  }
  if (profile.kind === 'email-link') return { type: 'address' };
  const { to } = profile.match;
  const [code, ...others] = to.type === 'types' ? to.types : [];
  const found = types.find((type) => type.code === code);
  if (others.length > 0 || found?.issuer === undefined) {
    return {
      type: 'fault',
      why: 'whoever registers is known again by the id that this upstream has of her',
      hint: 'match one identifier type with uniqueness: type and issuer: the issuer of this profile',
    };
  }
  if (!found.recordTypes.includes('public')) {
    return { type: 'fault', why: `whoever registers becomes a public user, and "${found.code}" is not for those` };
  }
  return { type: 'identifier', code: found.code, issuer: found.issuer };
}

// From verified claims to an assertion. Pure.
import type { Assertion } from '../../src/domain/assertion.ts';

export type Claims = Readonly<Record<string, unknown>>;

export interface VerifiedClaims {
  readonly profile: string;
  readonly issuer: string;
  /** The claim of the ID token that the person is named by. */
  readonly subject?: 'sub' | 'oid';
  /** Booleans may come as texts. */
  readonly textualBooleans?: boolean;
  readonly idToken: Claims;
  /** Of the same `sub`; undefined where it was not asked. */
  readonly userinfo: Claims | undefined;
  /** Epoch milliseconds: when the answer was read, for an upstream that says no `auth_time`. */
  readonly receivedAt: number;
}

/** A claim of the ID token is never replaced by userinfo. An email counts as verified only by its own source. */
export function assertionOf(given: VerifiedClaims): Assertion {
  const { profile, issuer, subject = 'sub', textualBooleans = false, idToken, userinfo, receivedAt } = given;
  const merged = new Map([...Object.entries(userinfo ?? {}), ...Object.entries(idToken)]);
  const attributes = [...merged].flatMap(([name, value]) => {
    const values = textsOf(value);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  const verified = [idToken, userinfo ?? {}].flatMap((claims) => verifiedEmail(claims, textualBooleans));
  return {
    profile,
    issuer,
    subject: String(idToken[subject]),
    attributes: Object.fromEntries(attributes),
    verifiedEmails: [...new Set(verified)],
    authenticatedAt: provenAt(idToken.auth_time, receivedAt),
    context: typeof idToken.acr === 'string' ? idToken.acr : undefined,
    methods: textsOf(idToken.amr),
    upstreamSession: typeof idToken.sid === 'string' ? idToken.sid : undefined,
  };
}

/** Scalars as text; of a list its scalars. Objects have no text, and an empty text is no value. */
function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => {
    if (typeof each === 'string') return each === '' ? [] : [each];
    return typeof each === 'number' || typeof each === 'boolean' ? [String(each)] : [];
  });
}

/** Never still to come: a proof of tomorrow would be fresh enough for every `max_age` until then. */
function provenAt(authTime: unknown, receivedAt: number): number {
  if (typeof authTime !== 'number') return receivedAt;
  return Math.max(0, Math.min(authTime * 1000, receivedAt));
}

function verifiedEmail(claims: Claims, textualBooleans: boolean): readonly string[] {
  const isVerified = claims.email_verified === true || (textualBooleans && claims.email_verified === 'true');
  return isVerified && typeof claims.email === 'string' ? [claims.email] : [];
}

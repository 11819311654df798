// Who a token is about: always one session of ours, and through it one user as she is now.
import type { Account } from 'oidc-provider';
import type { OidcRelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import { type RecordFacts, type Released, type ReleasedClaims, type ReleaseOutcome, withRecord } from '../release.ts';
import { releaseTo } from '../releasing.ts';
import type { OidcDoorDeps, SignedIn } from './deps.ts';

/** An account of the provider, with what it stands for here. */
export interface ReleasedAccount extends Account {
  readonly signedIn: SignedIn;
  readonly subject: string;
  readonly subjectType: string;
}

/** The provider's account id names the user and the session: another session of the same person is another account. */
export function accountIdOf({ session }: Pick<SignedIn, 'session'>): string {
  return `${session.userId}.${session.id}`;
}

export function sessionIdOf(accountId: string): string {
  return accountId.slice(accountId.indexOf('.') + 1);
}

/**
 * What this application calls the session (`sid`): a name of its own for every application, so that two of them cannot
 * find out by it that they have the same person.
 */
export function sidOf(
  sealing: Pick<Sealing, 'hash'>,
  institution: string,
  clientId: string,
  sessionId: string,
): string {
  return sealing.hash('oidc-sid', `${institution}\n${clientId}\n${sessionId}`);
}

/** Whether this person is told to this application, and by which subject; all claims but an address. */
export async function releaseFor(
  deps: OidcDoorDeps,
  institution: string,
  party: OidcRelyingParty,
  { user }: Pick<SignedIn, 'user'>,
): Promise<ReleaseOutcome> {
  const config = deps.institutions.get(institution)?.config;
  if (config === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'No institution has this slug.');
  return releaseTo(deps, config, party, user);
}

/** @param record of the person: read only for a token whose scope grants a claim made of it */
export function accountOf(
  signedIn: SignedIn,
  released: Released,
  { release }: Pick<OidcRelyingParty, 'release'>,
  record: () => Promise<RecordFacts | undefined>,
): ReleasedAccount {
  const accountId = accountIdOf(signedIn);
  return {
    accountId,
    signedIn,
    subject: released.subject,
    subjectType: released.subjectType,
    async claims(_use, scope) {
      const wanted = released.lateClaims.some((name) => isGranted(scope, name)) ? await record() : undefined;
      const claims = wanted === undefined ? released.claims : withRecord(released, release, wanted);
      return { ...claimsWithin(scope, claims), sub: accountId };
    },
  };
}

/** OpenID Connect Core section 5.4. Any other claim comes with `openid`. */
const scopeOfClaim = new Map(
  Object.entries({
    profile: [
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
      'website',
      'gender',
      'birthdate',
      'zoneinfo',
      'locale',
      'updated_at',
    ],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_number_verified'],
    address: ['address'],
  }).flatMap(([scope, claims]) => claims.map((claim) => [claim, scope] as const)),
);

/** The protocol's own claims (Core section 2, RFC 7519 section 4.1): a release cannot set them. */
const ownClaims = new Set(
  'iss sub aud exp nbf iat jti nonce azp auth_time acr amr at_hash c_hash s_hash sid _claim_names _claim_sources'.split(
    ' ',
  ),
);

export function mayRelease(claim: string): boolean {
  return !ownClaims.has(claim);
}

/** @param scope scopes granted, parted by spaces */
export function claimsWithin(scope: string, claims: ReleasedClaims): ReleasedClaims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => isGranted(scope, name)));
}

function isGranted(scope: string, claim: string): boolean {
  return mayRelease(claim) && scope.split(' ').includes(scopeOfClaim.get(claim) ?? 'openid');
}

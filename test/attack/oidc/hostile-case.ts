import type { Upstream } from '../../support/oidc-upstream.ts';

/** One file a case; the file's name is the case. Exactly one of `idToken` and `logoutToken`. */
export interface HostileCase {
  /** Stands in what the trace, or the log, says of it. */
  readonly because: RegExp;
  /** Keys of the profile beside those of every test; a `preset` makes the upstream stand in its provider's place. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** The known issuer that the upstream stands in for. */
  readonly issuer?: string;
  /** Makes the upstream (or who sits in its place) say something wrong before the person comes. */
  readonly idToken?: (upstream: Upstream) => void;
  /** Spoils the address that the browser comes back to. */
  readonly back?: (address: URL, upstream: Upstream) => void;
  /** A logout token that is posted to us. */
  readonly logoutToken?: (upstream: Upstream) => string;
}

export type Claims = Record<string, unknown>;

/** Changes the claims of the next ID tokens. */
export const claims =
  (change: (claims: Claims) => Claims) =>
  ({ behave }: Upstream): void => {
    behave.idToken = change;
  };

export const without = (name: string, { [name]: _left, ...rest }: Claims): Claims => rest;

export const tenant = '11111111-2222-4333-8444-555555555555';
export const entra = {
  issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  profile: { preset: 'microsoft-entra', tenant, match: { from: 'subject', to: 'ENTRA' } },
} as const;
export const workspace = {
  issuer: 'https://accounts.google.com',
  profile: { preset: 'google-workspace', hostedDomain: 'uni.example', match: { from: 'subject', to: 'GOOGLE' } },
} as const;
/** What Entra says of Ada. */
export const entraClaims =
  (more: Claims): ((claims: Claims) => Claims) =>
  (standing) => ({
    ...standing,
    tid: tenant,
    oid: '99999999-2222-4333-8444-555555555555',
    preferred_username: 'ada@uni.example',
    ...more,
  });

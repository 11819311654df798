import type { BenchSettings } from '../../support/saml-bench.ts';
import type { TestIdentityProvider } from '../../support/saml-idp.ts';
import type { Brought, LogoutBench, LogoutParts } from '../../support/saml-logout.ts';

/** A person is signed in, and has begun to sign out: her request waits for its answer. */
export interface LogoutStage {
  readonly bench: LogoutBench;
  readonly idp: TestIdentityProvider;
  /** An identity provider nobody here trusts, and the keys of an attacker. */
  readonly stranger: TestIdentityProvider;
  readonly now: number;
  /** The id of the logout request that waits. */
  readonly requestId: string;
  /** What the identity provider would say, with changes; an answer names the waiting request. */
  readonly parts: (changes?: Partial<LogoutParts>) => LogoutParts;
}

/** One file a case; the file's name is the case. */
export interface HostileLogout {
  /** The row of the checks that refuses it. */
  readonly check: string;
  readonly code?: 'VST_UPSTREAM_REPLAYED';
  readonly settings?: BenchSettings;
  message(stage: LogoutStage): Brought | Promise<Brought>;
  /** The waiting request is answered by what the case does before, so the honest answer is no longer taken. */
  readonly answersRequest?: boolean;
}

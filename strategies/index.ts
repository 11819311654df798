// Every kind of login method, in one literal table. A new method is one folder, one line here and one in
// config/schema.ts, and one run of the contract suite.
import type { LoginProfile } from '../config/schema.ts';
import type { BuiltStrategy, StrategyDeps, StrategyKind } from '../src/domain/strategy.ts';
import { ldapKind } from './ldap/index.ts';
import { oidcKind } from './oidc/index.ts';
import { passwordKind } from './password/index.ts';
import { samlKind } from './saml/index.ts';

type Kinds = { readonly [K in LoginProfile['kind']]: StrategyKind<Extract<LoginProfile, { kind: K }>> };

export const strategyKinds: Kinds = {
  ldap: ldapKind,
  oidc: oidcKind,
  password: passwordKind,
  saml: samlKind,
};

/** Makes the strategy of one login profile. */
export function buildStrategy(
  profile: LoginProfile,
  deps: StrategyDeps,
): { readonly flow: 'redirect' | 'form'; readonly built: BuiltStrategy } {
  const kind = strategyKinds[profile.kind] as StrategyKind<LoginProfile>;
  return { flow: kind.flow, built: kind.create(profile, deps) };
}

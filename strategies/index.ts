// Every kind of login method, in one literal table. A new method is one folder, one line here and one in
// config/schema.ts, and one run of the contract suite.
import type { LoginProfile } from '../config/schema.ts';
import { VestibuleError } from '../src/domain/errors.ts';
import type { BuiltStrategy, StrategyDeps, StrategyKind } from '../src/domain/strategy.ts';

type Kinds = {
  readonly [K in LoginProfile['kind']]: () => Promise<StrategyKind<Extract<LoginProfile, { kind: K }>>>;
};

/** Imported when a profile of the kind is configured: a protocol library nobody uses costs 15 to 40 MB. */
const strategyKinds: Kinds = {
  alma: async () => (await import('./alma/index.ts')).almaKind,
  cas: async () => (await import('./cas/index.ts')).casKind,
  'email-link': async () => (await import('./email-link/index.ts')).emailLinkKind,
  facebook: async () => (await import('./facebook/index.ts')).facebookKind,
  google: async () => (await import('./google/index.ts')).googleKind,
  koha: async () => (await import('./koha/index.ts')).kohaKind,
  ldap: async () => (await import('./ldap/index.ts')).ldapKind,
  oidc: async () => (await import('./oidc/index.ts')).oidcKind,
  paia: async () => (await import('./paia/index.ts')).paiaKind,
  password: async () => (await import('./password/index.ts')).passwordKind,
  saml: async () => (await import('./saml/index.ts')).samlKind,
  sip2: async () => (await import('./sip2/index.ts')).sip2Kind,
  x: async () => (await import('./x/index.ts')).xKind,
};

const imported = new Map<LoginProfile['kind'], StrategyKind<LoginProfile>>();

/** Imports what the strategies of these profiles need, before `buildStrategy` makes them. */
export async function loadStrategyKinds(profiles: readonly LoginProfile[]): Promise<void> {
  for (const kind of new Set(profiles.filter(({ enabled }) => enabled).map((profile) => profile.kind))) {
    imported.set(kind, (await strategyKinds[kind]()) as StrategyKind<LoginProfile>);
  }
}

/** Makes the strategy of one login profile. */
export function buildStrategy(
  profile: LoginProfile,
  deps: StrategyDeps,
): { readonly flow: 'redirect' | 'form'; readonly built: BuiltStrategy } {
  const kind = imported.get(profile.kind);
  if (kind === undefined) throw new VestibuleError('VST_INTERNAL', `The kind "${profile.kind}" was not imported.`);
  return { flow: kind.flow, built: kind.create(profile, deps) };
}

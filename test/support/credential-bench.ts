// The password check on fakes: a library of `password-library.ts`, a scripted campus directory, a real resolution.
import type { Request } from 'express';
import { Strategy } from 'passport';
import type { InstitutionConfig, LoginProfile } from '../../config/schema.ts';
import { createInternalPasswordCheck } from '../../src/directory/internal-password.ts';
import type { CredentialCheck, CredentialRequest } from '../../src/domain/ports/credential-check.ts';
import type { PasswordHasher } from '../../src/domain/ports/password-hasher.ts';
import type { UpstreamHealth } from '../../src/domain/ports/upstream-health.ts';
import type { Trace } from '../../src/domain/resolution.ts';
import type { BuiltStrategy, StrategyDeps, StrategyFailure } from '../../src/domain/strategy.ts';
import { Institutions } from '../../src/institutions.ts';
import { createCredentialCheck } from '../../src/login/credential-check.ts';
import { resolve } from '../../src/resolution/resolve.ts';
import { passwordKind } from '../../strategies/password/index.ts';
import { type FakeEphemeral, fakeEphemeral } from './fake-ephemeral.ts';
import { type FakeHasher, fakeHasher } from './fake-hasher.ts';
import { fakeSealing } from './fake-sealing.ts';
import { createFakeUsers, type FakeUsers } from './fake-users.ts';
import { type FakeClock, fakeClock } from './fakes.ts';
import { libraryConfig, seedLibrary } from './password-library.ts';

/** What the campus says of a name and password: attributes when it vouches for her. */
export type CampusScript = (
  name: string,
  password: string,
) => Readonly<Record<string, readonly string[]>> | StrategyFailure;

export const campusProfile = {
  id: 'campus',
  kind: 'ldap',
  label: 'Campus',
  match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
  directory: 'uni-ldap',
  servers: [{ url: 'ldaps://ldap.uni.example' }],
  bind: { type: 'direct', dn: 'uid={name},dc=uni' },
};

export const libraryProfile = {
  id: 'library',
  kind: 'password',
  label: 'Library password',
  match: { from: 'subject', to: ['BARCODE', 'STUDENT_NO'] },
};

export interface CredentialBench {
  readonly credentials: CredentialCheck;
  readonly users: FakeUsers;
  readonly hasher: FakeHasher;
  readonly ephemeral: FakeEphemeral;
  readonly clock: FakeClock;
  readonly traces: Omit<Trace, 'code' | 'at'>[];
  /** Every name and password the campus was asked for. */
  readonly heard: (readonly [string, string])[];
  /** Pauses of slowed sources, in milliseconds. */
  readonly pauses: number[];
  try(name: string, secret: string, more?: Partial<CredentialRequest>): ReturnType<CredentialCheck['check']>;
}

/** @param config what the institution has besides users and types; `loginProfiles` are campus and library by default */
export async function credentialBench(
  config: Record<string, unknown> = {},
  parts: { readonly campus?: CampusScript; readonly hasher?: PasswordHasher; readonly health?: UpstreamHealth } = {},
): Promise<CredentialBench> {
  const clock = fakeClock();
  const users = createFakeUsers(clock);
  const hasher = fakeHasher();
  const ephemeral = fakeEphemeral(clock);
  const sealing = fakeSealing();
  const [traces, heard, pauses]: [CredentialBench['traces'], CredentialBench['heard'], number[]] = [[], [], []];
  await seedLibrary(users);
  const full = libraryConfig({ loginProfiles: [campusProfile, libraryProfile], ...config });
  const institutions = institutionsOf(full, (profile) => {
    const deps = { institution: 'demo', clock, internalPassword } as unknown as StrategyDeps;
    if (profile.kind === 'password') return passwordKind.create(profile, deps);
    return campusStrategy(profile, parts.campus ?? (() => unknownName), heard, clock);
  });
  const internalPassword = createInternalPasswordCheck({
    users,
    hasher: parts.hasher ?? hasher,
    clock,
    institutionOf: (slug) => institutions.get(slug),
  });
  institutions.load([full]);
  const credentials = createCredentialCheck({
    health: parts.health ?? nothingKnown,
    institutions,
    users,
    internalPassword,
    ephemeral,
    sealing,
    clock,
    wait: async (ms) => void pauses.push(ms),
    recordTrace: async (trace) => `T${traces.push(trace)}`,
    resolve: ({ slug, types }, profile, assertion) =>
      resolve(users, {
        institution: slug,
        assertion,
        rule: profile.config.match,
        admission: profile.config,
        types,
        today: '2026-03-02',
        now: clock.now(),
      }),
  });
  const source = { key: '192.0.2.1', shared: false };
  const common = { institution: 'demo', source, profile: undefined, door: 'self', relyingParty: undefined };
  const tryIn: CredentialBench['try'] = (name, secret, more = {}) =>
    credentials.check({ ...common, name, secret, ...more });
  return { credentials, users, hasher, ephemeral, clock, traces, heard, pauses, try: tryIn };
}

const nothingKnown: UpstreamHealth = { state: async () => undefined, peek: () => undefined };

export const unknownName: StrategyFailure = { type: 'refused', reason: 'unknown', detail: 'search: no entry' };
export const wrongPassword: StrategyFailure = { type: 'refused', reason: 'credentials', detail: 'bind: result 49' };
export const campusAway: StrategyFailure = { type: 'unreachable', detail: 'ECONNREFUSED' };

function institutionsOf(config: InstitutionConfig, build: (profile: LoginProfile) => BuiltStrategy): Institutions {
  const path = (id: string): string => `https://library.example/${config.slug}/login/${id}`;
  return new Institutions(
    (_slug, profile) => ({
      flow: profile.kind === 'saml' || profile.kind === 'oidc' ? 'redirect' : 'form',
      urls: {
        callback: path(profile.id),
        metadata: path(profile.id),
        logout: path(profile.id),
        backchannel: path(profile.id),
      },
      built: build(profile),
    }),
    () => '',
  );
}

function campusStrategy(
  profile: LoginProfile,
  script: CampusScript,
  heard: CredentialBench['heard'],
  clock: FakeClock,
): BuiltStrategy {
  class CampusStrategy extends Strategy {
    override authenticate(req: Request): void {
      const { username, password } = req.body as { username: string; password: string };
      heard.push([username, password]);
      const said = script(username, password);
      if ('type' in said && typeof said.type === 'string') return this.fail(said as StrategyFailure);
      const subject = `uid=${username},dc=uni`;
      const fixed = { profile: profile.id, issuer: 'uni-ldap', verifiedEmails: [], methods: ['pwd'] };
      this.success({ ...fixed, subject, attributes: said, authenticatedAt: clock.now() });
    }
  }
  return {
    strategy: new CampusStrategy(),
    registration: async () => ({ facts: [], certificates: [] }),
    close: async () => undefined,
  };
}

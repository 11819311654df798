// The one password check, of the form and of every door that is handed a password. Before proof the answer is the same
// for every name and takes the same work; after it, it names the exact reason.
import { setTimeout as pause } from 'node:timers/promises';
import { mayUseInternalPassword } from '../directory/internal-password.ts';
import { findTypedName, type TypedName } from '../directory/typed-name.ts';
import type { Assertion } from '../domain/assertion.ts';
import { type ErrorCode, VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { CredentialCheck, CredentialOutcome, CredentialRequest } from '../domain/ports/credential-check.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { InternalPasswordCheck } from '../domain/ports/internal-password-check.ts';
import type { PasswordKeeper } from '../domain/ports/password-keeper.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { UpstreamHealth } from '../domain/ports/upstream-health.ts';
import type { Users } from '../domain/ports/users.ts';
import type { Resolved, TraceStep, UserRef } from '../domain/resolution.ts';
import type { Institution, ProfileRuntime } from '../institutions.ts';
import { lookedUpSteps } from '../resolution/look-up.ts';
import { codeOf } from '../resolution/outcome-code.ts';
import { type Chain, chainOf } from './chain.ts';
import { createLockout, type TryEnd } from './lockout.ts';
import { openedByProbes } from './opened-fallback.ts';
import { type Proof, prove } from './prove.ts';
import type { DecidedAbout, TraceRecorder } from './trace-recorder.ts';

export interface CredentialCheckDeps {
  readonly institutions: { get(slug: string): Institution | undefined };
  readonly users: Users;
  readonly internalPassword: InternalPasswordCheck;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly recordTrace: TraceRecorder;
  readonly passwordKeeper?: PasswordKeeper;
  readonly health: UpstreamHealth;
  readonly wait?: (ms: number) => Promise<void>;
  /** @param isTrial writes nothing */
  resolve(
    institution: Institution,
    profile: ProfileRuntime,
    assertion: Assertion,
    isTrial?: boolean,
  ): Promise<Resolved>;
}

/** @returns a check that throws VST_INSTITUTION_UNKNOWN, VST_PROFILE_UNKNOWN, and what stores and strategies throw */
export function createCredentialCheck(deps: CredentialCheckDeps): CredentialCheck {
  const { users, sealing } = deps;
  const wait = deps.wait ?? ((ms: number): Promise<void> => pause(ms));
  const lockout = createLockout({ ephemeral: deps.ephemeral, sealing, wait });

  async function check(request: CredentialRequest): Promise<CredentialOutcome> {
    const institution = deps.institutions.get(request.institution);
    if (institution === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'There is no such institution');
    const chain = chainOf(institution, request.profile);
    const { lockout: settings } = institution.config;
    const { slug } = institution;
    const end = (code: ErrorCode, steps: readonly TraceStep[], about: DecidedAbout = {}) =>
      refuse(request, firstOf(chain), code, steps, about);

    if (!(await lockout.admit(slug, request.source, settings))) {
      return end('VST_TOO_MANY_REQUESTS', [{ type: 'checked', check: 'tries from this source', passed: false }]);
    }
    const typed = await findTypedName(
      users,
      slug,
      institution.types,
      typedTargets(chain),
      request.name,
      deps.clock.now(),
    );
    const sole = soleUser(typed);
    const account = lockout.accountOf(slug, sole?.id, request.name);
    const counted = await lockout.begin(account, settings);
    const finish = (result: TryEnd) => lockout.end(counted, result, lockout.sourceOf(slug, request.source), settings);
    const steps: TraceStep[] = [
      ...typedNameSteps(typed, institution, request.name, sealing),
      { type: 'checked', check: 'account lock', passed: !counted.locked },
    ];
    const said = counted.locked ? decoy(request, sealing) : request;
    const offered = await openedByProbes(deps.health, institution, request.cause ?? 'chosen', steps);
    const asked = { institution, chain, name: said.name, secret: said.secret, offered, source: request.source.key };
    const proof = await prove(deps, asked, steps).catch(async (error: unknown) => {
      // An upstream may have compared the password before the rest failed: nobody guesses for free while we are busy.
      await finish(chain.upstreams.length === 0 ? 'busy' : 'wrong');
      if (error instanceof VestibuleError && error.code === 'VST_BUSY') return undefined;
      throw error;
    });
    if (proof === undefined) return end('VST_BUSY', steps, aboutUser(sole));
    if (proof.type === 'proven' && !counted.locked) {
      await finish('right');
      return admit(request, institution, proof, steps);
    }
    await finish(endOf(proof, typed, institution, counted.locked));
    const away = proof.type === 'not-proven' && proof.unreachable;
    return end(away ? 'VST_UPSTREAM_UNREACHABLE' : 'VST_CREDENTIALS_REFUSED', steps, aboutUser(sole));
  }

  /** She proved who she is; now the exact reason may be told. */
  async function admit(
    request: CredentialRequest,
    institution: Institution,
    { profile, assertion }: Extract<Proof, { type: 'proven' }>,
    steps: readonly TraceStep[],
  ): Promise<CredentialOutcome> {
    const resolved = await deps.resolve(institution, profile, assertion, request.trial === true);
    const all = [...steps, ...resolved.steps];
    const { resolution } = resolved;
    const refused = resolution.type === 'refused' ? { ...aboutUser(resolution.user), proved: true } : {};
    if (resolution.type !== 'matched') return refuse(request, profile, codeOf(resolution), all, refused);
    const { user, identifier } = resolution;
    const about = { ...aboutUser(user), identifierType: identifier.type };
    const trace = await record(request, profile, 'matched', all, about);
    if (isToKeep(profile, assertion) && request.trial !== true) {
      await deps.passwordKeeper?.keep(institution.slug, user.id, request.secret, profile.config.id);
    }
    return { type: 'accepted', user, identifier, assertion, trace };
  }

  async function refuse(
    request: CredentialRequest,
    profile: ProfileRuntime,
    code: ErrorCode,
    steps: readonly TraceStep[],
    about: DecidedAbout,
  ): Promise<CredentialOutcome> {
    return { type: 'refused', code, trace: await record(request, profile, code, steps, about) };
  }

  function record(
    { institution, relyingParty, door, source, trial }: CredentialRequest,
    profile: ProfileRuntime,
    outcome: string,
    steps: readonly TraceStep[],
    about: DecidedAbout,
  ): Promise<string> {
    const trace = { institution, relyingParty, door, profile: profile.config.id, outcome, steps };
    return deps.recordTrace(trace, { source: source.key, about: { ...about, trial } });
  }

  return { check };
}

/** The upstream has just taken it, and the profile says that we may have it too. */
function isToKeep({ config }: ProfileRuntime, { resolvedUserId }: Assertion): boolean {
  return 'keepPassword' in config && config.keepPassword && resolvedUserId === undefined;
}

function firstOf({ upstreams, internal }: Chain): ProfileRuntime {
  return upstreams[0] ?? internal;
}

/** Everything that may be typed here, so that all of a person's names count on one line. */
function typedTargets({ internal }: Chain) {
  return [{ type: 'any' } as const, internal.config.match.to];
}

function soleUser({ people }: TypedName): UserRef | undefined {
  return people.length === 1 ? people[0] : undefined;
}

function aboutUser(user: UserRef | undefined): DecidedAbout {
  return { userId: user?.id, user: user?.primaryIdentifier };
}

/**
 * What is asked in the place of a locked name: a name and a password nobody has. The work is that of an unknown name,
 * and neither the upstream nor a hash hears the guess.
 */
function decoy({ name }: CredentialRequest, sealing: Sealing): { readonly name: string; readonly secret: string } {
  return { name: sealing.hash('credential-decoy-name', name), secret: sealing.hash('credential-decoy-secret', name) };
}

/** Wrong, unless an upstream was away and nobody else could have compared the password. */
function endOf(proof: Proof, { people }: TypedName, { config }: Institution, locked: boolean): TryEnd {
  if (locked || proof.type === 'proven' || !proof.unreachable || proof.compared) return 'wrong';
  const compared = people.some((user) => mayUseInternalPassword(user, config.fallback, proof.cause));
  return compared ? 'wrong' : 'undecided';
}

/** What a typed name led to. Of one that led to nobody the text is not kept: people type passwords there. */
export function typedNameSteps(typed: TypedName, { types }: Institution, name: string, sealing: Sealing): TraceStep[] {
  if (typed.holdings.length > 0) return [...lookedUpSteps(typed.keys, typed.types, typed.holdings, types)];
  const characters = Array.from(name);
  const start = characters.slice(0, 2).join('');
  return [{ type: 'typed-name', hash: sealing.hash('trace', name), length: characters.length, start }];
}

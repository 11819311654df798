// The one PIN check, of every door that takes PINs. It takes the same work for every name, as the password check does,
// and leaves a trace as a sign-in does.
import { setTimeout as pause } from 'node:timers/promises';
import { findTypedName, type TypedName } from '../directory/typed-name.ts';
import { dayIn } from '../domain/day.ts';
import { type ErrorCode, VestibuleError } from '../domain/errors.ts';
import type { Identifier } from '../domain/identifier.ts';
import type { MatchTarget } from '../domain/match-rule.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { PasswordHasher } from '../domain/ports/password-hasher.ts';
import type { PinCheck, PinOutcome, PinRequest } from '../domain/ports/pin-check.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Users } from '../domain/ports/users.ts';
import type { TraceStep } from '../domain/resolution.ts';
import type { UserSummary } from '../domain/user.ts';
import type { Institution } from '../institutions.ts';
import { ineligible } from '../resolution/decide.ts';
import { codeOfRefusal } from '../resolution/outcome-code.ts';
import { typedNameSteps } from './credential-check.ts';
import { createLockout, type TryEnd } from './lockout.ts';
import type { DecidedAbout, TraceRecorder } from './trace-recorder.ts';

export interface PinCheckDeps {
  readonly institutions: { get(slug: string): Institution | undefined };
  readonly users: Users;
  readonly hasher: PasswordHasher;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly recordTrace: TraceRecorder;
  readonly wait?: (ms: number) => Promise<void>;
}

export function createPinCheck(deps: PinCheckDeps): PinCheck {
  const { users, hasher, sealing, clock } = deps;
  const wait = deps.wait ?? ((ms: number): Promise<void> => pause(ms));
  const lockout = createLockout({ ephemeral: deps.ephemeral, sealing, wait, of: 'pin' });

  async function check(request: PinRequest): Promise<PinOutcome> {
    const institution = deps.institutions.get(request.institution);
    if (institution === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'There is no such institution');
    const { slug, config } = institution;
    const settings = { ...config.lockout, tries: config.pins.tries, minutes: config.pins.minutes };
    if (!config.pins.doors.includes(request.door)) {
      return refuse(request, 'VST_CREDENTIALS_REFUSED', [failed('a door that takes PINs')]);
    }
    if (!(await lockout.admit(slug, request.source, settings))) {
      return refuse(request, 'VST_TOO_MANY_REQUESTS', [failed('tries from this source')]);
    }
    const targets =
      request.types === undefined ? targetsOf(config) : [{ type: 'types', types: request.types } as const];
    const typed = await findTypedName(users, slug, institution.types, targets, request.name, clock.now());
    const [sole, ...others] = typed.people;
    const about: DecidedAbout =
      sole === undefined || others.length > 0 ? {} : { userId: sole.id, user: sole.primaryIdentifier };
    const counted = await lockout.begin(lockout.accountOf(slug, about.userId, request.name), settings);
    const finish = (end: TryEnd) => lockout.end(counted, end, lockout.sourceOf(slug, request.source), settings);
    const steps: TraceStep[] = [
      ...typedNameSteps(typed, institution, request.name, sealing),
      { type: 'checked', check: 'lock of the PIN', passed: !counted.locked },
    ];
    const proven = await verify(slug, typed, request.pin, counted.locked).catch(async (error: unknown) => {
      await finish('busy');
      if (error instanceof VestibuleError && error.code === 'VST_BUSY') return undefined;
      throw error;
    });
    if (proven === undefined) return refuse(request, 'VST_BUSY', steps, about);
    await finish(proven ? 'right' : 'wrong');
    steps.push({ type: 'checked', check: 'PIN', passed: proven });
    if (!proven || typed.person === undefined) return refuse(request, 'VST_CREDENTIALS_REFUSED', steps, about);
    return admit(request, config, typed, typed.person, steps);
  }

  /** One query and one hashing, whatever was typed; of a locked name nothing is compared. */
  async function verify(slug: string, { person }: TypedName, pin: string, locked: boolean): Promise<boolean> {
    const held = await users.pin(slug, person?.id ?? nobody);
    if (held !== undefined && !locked) return (await hasher.verify(pin, held.hash)).type === 'right';
    await hasher.spend(pin);
    return false;
  }

  /** She proved who she is; now the exact reason may be told. */
  async function admit(
    request: PinRequest,
    config: Institution['config'],
    typed: TypedName,
    user: UserSummary,
    steps: readonly TraceStep[],
  ): Promise<PinOutcome> {
    const about = { userId: user.id, user: user.primaryIdentifier, proved: true };
    const reason = ineligible(user, dayIn(config.timeZone, clock.now()));
    const identifier = identifierOf(typed, user);
    if (reason !== undefined || identifier === undefined) {
      const decided: TraceStep = { type: 'decided', outcome: 'refused', ...(reason === undefined ? {} : { reason }) };
      const code = reason === undefined ? 'VST_CREDENTIALS_REFUSED' : codeOfRefusal(reason);
      return refuse(request, code, [...steps, decided], about);
    }
    const all: readonly TraceStep[] = [...steps, { type: 'decided', outcome: 'matched' }];
    const trace = await record(request, 'matched', all, { ...about, identifierType: identifier.type });
    return { type: 'accepted', user, identifier, trace };
  }

  async function refuse(
    request: PinRequest,
    code: ErrorCode,
    steps: readonly TraceStep[],
    about: DecidedAbout = {},
  ): Promise<PinOutcome> {
    return { type: 'refused', code, trace: await record(request, code, steps, about) };
  }

  function record(
    { institution, relyingParty, door, source }: PinRequest,
    outcome: string,
    steps: readonly TraceStep[],
    about: DecidedAbout,
  ): Promise<string> {
    const trace = { institution, relyingParty, door, profile: undefined, outcome, steps };
    return deps.recordTrace(trace, { source: source.key, about });
  }

  return { check };
}

/** No user has it: UUIDv7 ids never are all zeros. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Any pooled identifier, and what the library's own password is asked with. */
function targetsOf({ loginProfiles }: Institution['config']): readonly MatchTarget[] {
  const passwords = loginProfiles.filter(({ kind, enabled }) => kind === 'password' && enabled);
  return [{ type: 'any' }, ...passwords.map(({ match }) => match.to)];
}

/** By which of her identifiers the name stood for her. */
function identifierOf({ holdings, types }: TypedName, user: UserSummary): Identifier | undefined {
  const hers = holdings.filter(
    ({ identifier, user: holder }) => holder.id === user.id && types.includes(identifier.type),
  );
  const active = hers.find(({ identifier }) => identifier.status === 'active');
  // A former primary identifier that still signs in.
  return (active ?? hers.find(({ identifier }) => identifier.status === 'alias'))?.identifier;
}

function failed(check: string): TraceStep {
  return { type: 'checked', check, passed: false };
}

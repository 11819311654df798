// Registering a patron at the desk: a public user whom the library manages, with identifiers typed or generated, and the
// role of a patron, in one change. What was generated and is taken by then gives way to the next value.
import { VestibuleError } from '../../domain/errors.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import type { Fault } from '../fault.ts';
import type { Rights } from '../identifiers/rights.ts';
import { decideCreation } from '../management/create-user.ts';
import { judgeNewUser } from '../management/new-user.ts';
import { faultsIn, refusedInput } from '../management/refused-input.ts';
import type { Settings } from '../settings/schema.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type DeskGlance, deskGlance } from '../user-glance.ts';
import {
  type DeskIdentifier,
  type PlannedIdentifier,
  type PlannedIdentifiers,
  planIdentifiers,
  withoutTaken,
  withValues,
} from './desk-identifiers.ts';
import { deskRecord } from './desk-input.ts';
import { deskRights } from './desk-rights.ts';

export interface Registration {
  /** In the shape of an import file; see `deskFields` for which. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly primaryIdentifier?: DeskIdentifier | undefined;
  /** Only where `identifier1` is mandatory for public users. */
  readonly identifier?: (DeskIdentifier & { readonly type: string }) | undefined;
  /** The library or desk where it is done, for those whose role is for it alone. */
  readonly place?: string | undefined;
}

export interface RegisteredPatron {
  readonly userId: string;
  /** What the desk sees of her from now on. */
  readonly patron: DeskGlance;
  /** What she was given, the primary identifier first: for the card that is handed out now. */
  readonly identifiers: readonly { readonly type: string; readonly value: string; readonly isGenerated: boolean }[];
}

const triesMax = 30;

/**
 * @throws VestibuleError VST_NOT_ALLOWED; VST_FIELD_MISSING naming every mandatory field that is missing;
 *   VST_USER_INVALID, VST_IDENTIFIER_INVALID, VST_IDENTIFIER_TAKEN for what was typed; VST_GENERATION_FAILED
 */
export async function registerPatron(
  directory: Directory,
  caller: Caller,
  request: Registration,
): Promise<RegisteredPatron> {
  const rights = deskRights(directory, caller, request.place);
  const settings = await settingsOf(directory);
  const sent = { primary: request.primaryIdentifier, additional: request.identifier };
  let plan = planIdentifiers(directory, settings, sent);
  const attempt = { directory, caller, rights, settings, fields: request.fields };
  refuseFaulty(judge(attempt, plan).faults.filter(({ path }) => !isToCome(path, plan)));
  for (let tries = 1; ; tries++) {
    plan = await withValues(directory, settings, plan);
    const outcome = await tryOnce(attempt, plan);
    if ('user' in outcome) return registered(outcome, plan);
    const next = withoutTaken(plan, outcome.taken);
    if (next === undefined) throw outcome.error;
    if (tries >= triesMax)
      throw new VestibuleError('VST_GENERATION_FAILED', `${tries} generated values were taken one after the other`);
    plan = next;
  }
}

interface Attempt extends Pick<Registration, 'fields'> {
  readonly directory: Directory;
  readonly caller: Caller;
  readonly rights: Rights;
  readonly settings: Settings;
}

interface Taken {
  readonly taken: readonly (keyof PlannedIdentifiers)[];
  readonly error: unknown;
}

async function tryOnce(attempt: Attempt, plan: PlannedIdentifiers): Promise<UserRecord | Taken> {
  const { directory, caller, rights } = attempt;
  const { record, faults } = judge(attempt, plan);
  if (record === undefined || faults.length > 0) return takenOf(refusedInput(missingFirst(faults)), faults);
  const rules = { rules: directory.rules, rights };
  const facts = { generated: generatedTypes(plan).join(', ') };
  try {
    return await directory.changes.change(
      directory.institution.slug,
      { keys: record.identifiers },
      caller.actor,
      (known) => ({ ...decideCreation(known, record, [], rules), action: 'patron-registered', facts, result: record }),
    );
  } catch (error) {
    return takenOf(error, faultsIn(error));
  }

  function takenOf(error: unknown, faults: readonly Fault[]): Taken {
    const isCollision =
      faults.length > 0 && faults.every(({ code }) => code === 'taken' || code === 'identifier-duplicate');
    if (!isCollision) throw error;
    return { taken: faults.map(({ path }) => (path === 'primaryIdentifier' ? 'primary' : 'additional')), error };
  }
}

function judge({ directory, caller, rights, settings, fields }: Attempt, { primary, additional }: PlannedIdentifiers) {
  const { institution, rules, clock, random } = directory;
  const now = clock.now();
  const identifiers = additional?.value === undefined ? [] : [{ type: additional.type, value: additional.value }];
  const raw = { ...deskRecord(fields, institution.code), primaryIdentifier: primary?.value, identifiers };
  return judgeNewUser(raw, {
    institution: institution.slug,
    rules,
    settings,
    language: institution.languages[0] ?? 'en',
    isOperator: rights.isOperator,
    now: new Date(now).toISOString(),
    actor: caller.actor,
    newId: () => random.uuid(now),
  });
}

/** Whether what is missing there will be generated: nothing is spent on a form that would be refused anyway. */
function isToCome(path: string, { primary, additional }: PlannedIdentifiers): boolean {
  const isMade = (one: PlannedIdentifier | undefined) => one !== undefined && one.value === undefined;
  return (path === 'primaryIdentifier' && isMade(primary)) || (path === 'identifiers' && isMade(additional));
}

function refuseFaulty(faults: readonly Fault[]): void {
  if (faults.length > 0) throw refusedInput(missingFirst(faults));
}

/** What is missing gives the error its code. */
function missingFirst(faults: readonly Fault[]): readonly Fault[] {
  const isMissing = ({ code }: Fault) => code === 'field-missing';
  return [...faults.filter(isMissing), ...faults.filter((fault) => !isMissing(fault))];
}

function generatedTypes({ primary, additional }: PlannedIdentifiers): readonly string[] {
  return [primary, additional].flatMap((one) => (one?.isGenerated === true ? [one.type] : []));
}

function registered({ user, identifiers }: UserRecord, plan: PlannedIdentifiers): RegisteredPatron {
  const generated = generatedTypes(plan);
  return {
    userId: user.id,
    patron: deskGlance(user),
    identifiers: identifiers.map(({ type, value }) => ({ type, value, isGenerated: generated.includes(type) })),
  };
}

/** What a desk sees of a patron once she is registered: of her identifiers the primary one only, and none to edit. */
export function deskView({ user }: Pick<UserRecord, 'user'>): DeskGlance {
  return deskGlance(user);
}

import { dayIn } from '../../domain/day.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Decision, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { AccountType, Day, User } from '../../domain/user.ts';
import { lineFault } from '../characters.ts';
import { identifiersGiven, identifiersHere, managedBy, managedHere } from '../conversion.ts';
import type { Caller, Directory } from '../deps.ts';
import type { Fault } from '../fault.ts';
import { trimBlanks } from '../folding.ts';
import { type IdentifierRules, identifierFault } from '../identifier-rules.ts';
import { decidedOver } from '../identifiers/deciding.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { standingRecord } from '../identifiers/standing.ts';
import { namedUser } from '../named-user.ts';
import { refusedInput } from './refused-input.ts';

export interface ConvertRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  readonly version?: number | undefined;
  readonly to: AccountType;
  /** The system that manages her from now on; given when she becomes external. */
  readonly owningSystem?: string | undefined;
  /** Identifier types (`primary` is one) whose values are that system's from now on; the others stay the library's. */
  readonly externalTypes?: readonly string[] | undefined;
}

/** What keeps her out that did not before: of an internal user an expiry counts, and nobody else checks a password. */
export type ConversionWarning = 'expired' | 'no-password';

export interface ConvertedUser {
  readonly userId: string;
  readonly primaryIdentifier: string;
  readonly accountType: AccountType;
  readonly owningSystem: string | undefined;
  /** False when she was so already: nothing was written. */
  readonly changed: boolean;
  readonly warnings: readonly ConversionWarning[];
}

/**
 * Hands a user over: from another system to the library, to another system, or from one system to the next. Password, PIN,
 * identifiers and everything else stay; only whose they are changes.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_USER_INVALID, VST_IDENTIFIER_INVALID
 */
export async function convertUser(
  directory: Directory,
  caller: Caller,
  request: ConvertRequest,
): Promise<ConvertedUser> {
  rightsOf(directory, caller, 'convert-account');
  const { institution, rules, clock, changes } = directory;
  const faults = requestFaults(request, rules);
  if (faults.length > 0) throw refusedInput(faults);
  const { id } = await namedUser(directory, request.user);
  const owningSystem = request.owningSystem === undefined ? undefined : trimBlanks(request.owningSystem);
  const today = dayIn(institution.timeZone, clock.now());
  // Whoever checks her password signs in as her, and who brings her identifiers may: another system from now on.
  const decide = decidedOver(directory, caller, [id], (known) =>
    decideConversion(known, { ...request, user: id, owningSystem }, { rules, today }),
  );
  return changes.change(institution.slug, { users: [id] }, caller.actor, decide);
}

const systemMax = 100;

function requestFaults(
  { to, owningSystem = '', externalTypes = [] }: ConvertRequest,
  rules: IdentifierRules,
): readonly Fault[] {
  const system = trimBlanks(owningSystem);
  const owner = (message: string): readonly Fault[] => [{ path: 'owningSystem', code: 'owning-system', message }];
  if (to === 'internal') {
    if (system !== '') return owner('An internal user is managed here and names no other system.');
    if (externalTypes.length === 0) return [];
    return [
      { path: 'externalTypes', code: 'value-invalid', message: 'Every identifier of an internal user is internal.' },
    ];
  }
  const unknown = externalTypes.find((type) => type !== primaryType && !rules.types.has(type));
  return [
    ...(system === '' ? owner('An external user must name the system that manages her.') : []),
    ...(system.length > systemMax || lineFault(system) !== undefined ? owner('This is not the code of a system.') : []),
    ...(unknown === undefined
      ? []
      : [
          {
            path: 'externalTypes',
            code: 'identifier-type-unknown' as const,
            message: `There is no identifier type ${JSON.stringify(unknown)}.`,
          },
        ]),
  ];
}

/** @param request its `user` is an internal id */
export function decideConversion(
  known: Known,
  request: ConvertRequest,
  { rules, today }: { readonly rules: IdentifierRules; readonly today: Day },
): Decision<ConvertedUser> {
  const before = standingRecord(known, request.user, request.version);
  const after = request.to === 'internal' ? comingHome(before) : goingOut(before, request, rules);
  const { id: userId, primaryIdentifier, accountType, owningSystem } = after.user;
  const changed = after !== before;
  return {
    action: 'user-converted',
    records: changed ? [after] : [],
    result: {
      userId,
      primaryIdentifier,
      accountType,
      owningSystem,
      changed,
      warnings: changed && accountType === 'internal' ? warningsOf(after, today) : [],
    },
  };
}

function comingHome(record: UserRecord): UserRecord {
  if (record.user.accountType === 'internal') return record;
  return { ...record, user: managedHere(record.user), identifiers: identifiersHere(record.identifiers) };
}

function goingOut(
  record: UserRecord,
  { owningSystem = '', externalTypes = [] }: ConvertRequest,
  rules: IdentifierRules,
): UserRecord {
  const identifiers = identifiersGiven(record.identifiers, externalTypes);
  const unfit = identifiers.flatMap(({ type, value, segment }, index) => {
    const isGiven = segment === 'external' && record.identifiers[index]?.segment === 'internal' && type !== primaryType;
    const fault = isGiven ? identifierFault(rules, { type, value, segment }, record.user.recordType) : undefined;
    return fault?.code === 'identifier-internal-only' ? [{ path: 'externalTypes', ...fault }] : [];
  });
  if (unfit.length > 0) throw refusedInput(unfit);
  const isSame =
    isManagedBy(record.user, owningSystem) &&
    identifiers.every((one, index) => one.segment === record.identifiers[index]?.segment);
  return isSame ? record : { ...record, user: managedBy(record.user, owningSystem), identifiers };
}

function isManagedBy(user: User, owningSystem: string): boolean {
  return user.accountType === 'external' && user.owningSystem === owningSystem;
}

function warningsOf({ user, password }: UserRecord, today: Day): readonly ConversionWarning[] {
  return [
    ...(user.expiryDate !== undefined && user.expiryDate < today ? (['expired'] as const) : []),
    ...(password === undefined && user.recordType !== 'contact' ? (['no-password'] as const) : []),
  ];
}

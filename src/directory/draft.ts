// From what a file says of a user to the record that is written, or to everything that is wrong with it.
import { type Identifier, type IdentifierKey, primaryType, type Segment } from '../domain/identifier.ts';
import type { Actor, UserDraft } from '../domain/ports/users.ts';
import type { User } from '../domain/user.ts';
import { identifiersHere, managedHere } from './conversion.ts';
import type { Fault } from './fault.ts';
import { keyOf } from './folding.ts';
import { type IdentifierRules, identifierFault, placeOf, valueFault } from './identifier-rules.ts';
import { mergedLists, mergedLock, mergedName, mergedOwningSystem, mergedRsLibraries, mergedScalars } from './merge.ts';
import { keptSegment } from './ownership.ts';
import { recordFaults } from './record-faults.ts';
import type { UserInput } from './user-input.ts';

/** The stored record that a file names again. */
export interface HeldUser {
  readonly user: User;
  readonly identifiers: readonly Identifier[];
  readonly hasPassword: boolean;
}

export interface DraftContext {
  readonly institution: string;
  readonly rules: IdentifierRules;
  /** ISO 8601. */
  readonly now: string;
  readonly actor: Actor;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly held?: HeldUser | undefined;
  /** The file speaks only of the identifier types it names (a CSV with a few columns), not of all. */
  readonly isPartial?: boolean | undefined;
  /** Whether a record of another system may take over a user whom the library manages. */
  readonly takesOver?: boolean | undefined;
}

export type DraftOutcome =
  | { readonly type: 'draft'; readonly draft: UserDraft }
  | { readonly type: 'faults'; readonly faults: readonly Fault[] };

type PlacedIdentifier = Identifier & IdentifierKey;
type GivenIdentifier = NonNullable<UserInput['identifiers']>[number];

/** A password or PIN goes in with a new user, and for one who has none; a file never replaces a password. */
export function draftUser(input: UserInput, context: DraftContext): DraftOutcome {
  const { draft, faults } = judgeUser(input, context);
  return faults.length > 0 ? { type: 'faults', faults } : { type: 'draft', draft };
}

/** The record as it would be, and everything that is wrong with it: for those who have more to say of it. */
export function judgeUser(
  input: UserInput,
  context: DraftContext,
): { readonly draft: UserDraft; readonly faults: readonly Fault[] } {
  const drafted = draftedRecord(input, context);
  const named = draftedIdentifiers(input, drafted, context);
  const isComingHome = context.held?.user.accountType === 'external' && drafted.accountType === 'internal';
  const user = isComingHome ? { ...managedHere(drafted), owningSystem: drafted.owningSystem } : drafted;
  const identifiers = isComingHome ? identifiersHere(named) : named;
  const faults = [
    ...takeOverFaults(input, context),
    ...recordFaults(input, user),
    ...identifierFaults(input, identifiers, user, context.rules),
  ];
  const setsPassword = context.held?.hasPassword !== true && input.passwordHash !== undefined;
  const secrets = setsPassword
    ? { passwordHash: input.passwordHash, passwordMustChange: input.passwordMustChange ?? false }
    : {};
  return { draft: { user, identifiers, ...secrets }, faults };
}

/** Whom the library manages no other system touches, unless somebody converts her or tells the import to. */
function takeOverFaults(input: UserInput, { held, takesOver = false }: DraftContext): readonly Fault[] {
  if (takesOver || held?.user.accountType !== 'internal' || input.accountType !== 'external') return [];
  const message = 'The library manages this user. Convert her to external before another system changes her.';
  return [{ path: 'accountType', code: 'managed-here', message }];
}

function draftedRecord(input: UserInput, { institution, now, actor, newId, held }: DraftContext): User {
  const before = held?.user;
  const accountType = input.accountType ?? before?.accountType ?? 'internal';
  const scalars = mergedScalars(input, before);
  const { last = '', ...name } = mergedName(input, before);
  return {
    id: before?.id ?? newId(),
    institution,
    primaryIdentifier: input.primaryIdentifier,
    recordType: input.recordType ?? before?.recordType ?? 'public',
    accountType,
    status: input.status ?? before?.status ?? 'active',
    name: { ...name, last },
    ...scalars,
    owningSystem: mergedOwningSystem(input, scalars),
    signInLock: mergedLock(input, before?.signInLock, now, actor.who),
    ...mergedLists(input, before, accountType),
    roles: input.roles === undefined ? (before?.roles ?? []) : (input.roles ?? []),
    blocks: input.blocks === undefined ? (before?.blocks ?? []) : (input.blocks ?? []),
    proxyFor: input.proxyFor === undefined ? (before?.proxyFor ?? []) : (input.proxyFor ?? []),
    rsLibraries: mergedRsLibraries(input, before),
    protectedFields: before?.protectedFields ?? [],
    sessionEpoch: before?.sessionEpoch ?? 0,
    version: before?.version ?? 1,
    createdAt: before?.createdAt ?? now,
    createdBy: before?.createdBy ?? actor.who,
    modifiedAt: now,
    modifiedBy: actor.who,
  };
}

/** The primary identifier first, then those of the file, then those of the record that stay. */
function draftedIdentifiers(input: UserInput, user: User, context: DraftContext): readonly PlacedIdentifier[] {
  const { rules, newId } = context;
  const segment: Segment = user.accountType;
  const held = (context.held?.identifiers ?? []).map((identifier) => ({
    ...identifier,
    ...keyOf(rules.table, identifier.type, identifier.value),
  }));
  const before = new Map(held.map((identifier) => [placeOf(identifier), identifier]));
  const primary: GivenIdentifier = {
    type: primaryType,
    value: input.primaryIdentifier,
    status: 'active',
    note: undefined,
  };
  const given = [primary, ...(input.identifiers ?? [])];
  const named = given.map((identifier): PlacedIdentifier => {
    const place = keyOf(rules.table, identifier.type, identifier.value);
    const known = before.get(placeOf(place));
    return {
      id: known?.id ?? newId(),
      userId: user.id,
      type: identifier.type,
      value: identifier.value,
      status: known !== undefined && staysOff(known, identifier, user) ? known.status : identifier.status,
      segment: keptSegment(known, identifier.segment ?? known?.segment ?? segment),
      note: identifier.note ?? known?.note,
      scope: place.scope,
      key: place.key,
    };
  });
  const places = new Set(named.map(placeOf));
  const kept = held.filter(
    (identifier) => !places.has(placeOf(identifier)) && stays(identifier, input, context.isPartial === true),
  );
  return [...named, ...kept];
}

/**
 * What the library switched off or retired on an external user is not switched on by the other system, which always says
 * `active`: a lost card stays lost.
 */
function staysOff(known: Identifier, given: GivenIdentifier, user: User): boolean {
  const isOurs = known.segment === 'internal' && given.segment !== 'internal' && known.type === given.type;
  return isOurs && (known.status === 'inactive' || known.status === 'retired') && user.accountType === 'external';
}

/** Former, held and retired values stay; so does what the library itself added, and all where the file says nothing. */
function stays(identifier: Identifier, input: UserInput, isPartial: boolean): boolean {
  if (identifier.status !== 'active' && identifier.status !== 'inactive') return true;
  if (input.identifiers === undefined || identifier.segment === 'internal') return true;
  return isPartial && !(input.identifiers ?? []).some(({ type }) => type === identifier.type);
}

function identifierFaults(
  input: UserInput,
  identifiers: readonly PlacedIdentifier[],
  user: User,
  rules: IdentifierRules,
): readonly Fault[] {
  const faults: Fault[] = [];
  const holders = new Map<string, string>();
  const givenCount = 1 + (input.identifiers?.length ?? 0);
  for (const [index, identifier] of identifiers.entries()) {
    const isPrimary = index === 0;
    const path = isPrimary ? 'primaryIdentifier' : index < givenCount ? `identifiers.${index - 1}` : 'identifiers';
    const fault = faultOf(identifier, isPrimary, index < givenCount, user, rules);
    const holder = holders.get(placeOf(identifier));
    if (fault !== undefined) faults.push({ path, ...fault });
    else if (holder !== undefined) faults.push({ path, ...duplicate(holder) });
    holders.set(placeOf(identifier), isPrimary ? 'the primary identifier' : `an identifier of type ${identifier.type}`);
  }
  return faults;
}

function duplicate(holder: string): Omit<Fault, 'path'> {
  return { code: 'identifier-duplicate', message: `The user has the same value as ${holder} already.` };
}

/** What stays of the stored record was judged when it came in; only a contact may not keep it. */
function faultOf(
  identifier: PlacedIdentifier,
  isPrimary: boolean,
  isGiven: boolean,
  user: User,
  rules: IdentifierRules,
): Omit<Fault, 'path'> | undefined {
  if (isPrimary) return valueFault(rules, primaryType, identifier.value);
  if (isGiven) return identifierFault(rules, identifier, user.recordType);
  if (identifier.type === primaryType || user.recordType !== 'contact') return undefined;
  return { code: 'contact-identifier', message: `A contact has no identifiers; this one has ${identifier.type}.` };
}

// From what a file says of a user to the record that is written, or to everything that is wrong with it.
import { type Identifier, type IdentifierKey, primaryType, type Segment } from '../domain/identifier.ts';
import type { Actor, UserDraft } from '../domain/ports/users.ts';
import type { User } from '../domain/user.ts';
import type { Fault } from './fault.ts';
import { keyOf } from './folding.ts';
import { type IdentifierRules, identifierFault, placeOf, valueFault } from './identifier-rules.ts';
import { mergedLists, mergedLock, mergedName, mergedOwningSystem, mergedScalars } from './merge.ts';
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
}

export type DraftOutcome =
  | { readonly type: 'draft'; readonly draft: UserDraft }
  | { readonly type: 'faults'; readonly faults: readonly Fault[] };

type PlacedIdentifier = Identifier & IdentifierKey;
type GivenIdentifier = NonNullable<UserInput['identifiers']>[number];

/** A password or PIN goes in with a new user, and for one who has none; a file never replaces a password. */
export function draftUser(input: UserInput, context: DraftContext): DraftOutcome {
  const user = draftedRecord(input, context);
  const identifiers = draftedIdentifiers(input, user, context);
  const faults = [...recordFaults(input, user), ...identifierFaults(input, identifiers, user, context.rules)];
  if (faults.length > 0) return { type: 'faults', faults };
  const setsPassword = context.held?.hasPassword !== true && input.passwordHash !== undefined;
  return {
    type: 'draft',
    draft: {
      user,
      identifiers,
      ...(setsPassword
        ? { passwordHash: input.passwordHash, passwordMustChange: input.passwordMustChange ?? false }
        : {}),
    },
  };
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
    rsLibraries: input.rsLibraries === undefined ? (before?.rsLibraries ?? []) : (input.rsLibraries ?? []),
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
      status: identifier.status,
      segment: identifier.segment ?? known?.segment ?? segment,
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

// The port `Users` in memory, with the uniqueness the database's constraint gives and the stores' rules of merging.
import { isDeepStrictEqual } from 'node:util';
import type { FoldingTable } from '../../src/directory/folding.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Identifier, IdentifierKey } from '../../src/domain/identifier.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Actor, StoredPassword, StoredPin, UserDraft, Users, WriteOutcome } from '../../src/domain/ports/users.ts';
import type { User, UserSummary } from '../../src/domain/user.ts';
import { checkDrafts, isCurrentPrimary } from '../../src/store/draft-check.ts';
import { mergeUser } from '../../src/store/merge.ts';
import { fakeClock, seededRandom } from './fakes.ts';
import { fakeFolding, seedDraft, type UserSeed } from './user-seed.ts';

export interface FakeUsers extends Users {
  /** Writes a user of institution `demo` unless told otherwise. Throws when one of her values is taken. */
  seed(seed: UserSeed): Promise<User>;
  /** The actors of every write, in order. */
  readonly actors: readonly Actor[];
}

interface Row {
  readonly identifier: Identifier;
  readonly scope: string;
  readonly key: string;
}

interface Institution {
  readonly users: Map<string, User>;
  /** By scope and key: the unique constraint. */
  readonly rows: Map<string, Row>;
  readonly rowsOf: Map<string, readonly Row[]>;
  readonly passwords: Map<string, StoredPassword>;
  readonly pins: Map<string, StoredPin>;
}

const place = ({ scope, key }: IdentifierKey) => `${scope}\n${key}`;

export function createFakeUsers(clock: Clock = fakeClock(), folding: FoldingTable = fakeFolding): FakeUsers {
  const institutions = new Map<string, Institution>();
  const actors: Actor[] = [];
  const random = seededRandom(7);
  const at = () => new Date(clock.now()).toISOString();

  function of(institution: string): Institution {
    const found = institutions.get(institution);
    if (found !== undefined) return found;
    const made: Institution = {
      users: new Map(),
      rows: new Map(),
      rowsOf: new Map(),
      passwords: new Map(),
      pins: new Map(),
    };
    institutions.set(institution, made);
    return made;
  }

  function writeOne(institution: string, draft: UserDraft, who: string): WriteOutcome {
    const held = of(institution);
    const target = targetOf(held, draft);
    const id = target?.id ?? draft.user.id;
    const isOurs = target?.accountType === 'internal' && target.id !== draft.user.id;
    if (isOurs && draft.user.accountType === 'external')
      return { type: 'taken', ...primaryPlace(draft), by: target.id };
    const taken = takenBy(held, draft, id);
    if (taken !== undefined) return taken;
    const before = held.rowsOf.get(id) ?? [];
    const rows = rowsAfter(before, draft, id, target?.id === draft.user.id);
    for (const row of before) held.rows.delete(place(row));
    for (const row of rows) held.rows.set(place(row), row);
    held.rowsOf.set(id, rows);
    held.users.set(id, stored(draft, target, { modifiedAt: at(), modifiedBy: who }, isDeepStrictEqual(before, rows)));
    if (draft.passwordHash !== undefined)
      held.passwords.set(id, {
        hash: draft.passwordHash,
        mustChange: draft.passwordMustChange ?? false,
        changedAt: at(),
      });
    if (draft.pinHash !== undefined) held.pins.set(id, { hash: draft.pinHash });
    return { type: 'written', userId: id, created: target === undefined };
  }

  function summaryOf(institution: string, userId: string): UserSummary | undefined {
    const user = of(institution).users.get(userId);
    return user && plain(toSummary(user));
  }

  const users: Users = {
    holdings: async (institution, keys) => {
      const found = new Map(keys.map((key) => [place(key), of(institution).rows.get(place(key))]));
      return [...found.values()].flatMap((row) => {
        const user = row && summaryOf(institution, row.identifier.userId);
        return row && user ? [{ ...row, user }] : [];
      });
    },
    summary: async (institution, userId) => summaryOf(institution, userId),
    user: async (institution, userId) => of(institution).users.get(userId),
    identifiers: async (institution, userId) =>
      (of(institution).rowsOf.get(userId) ?? []).map(({ identifier }) => identifier),
    password: async (institution, userId) => of(institution).passwords.get(userId),
    pin: async (institution, userId) => of(institution).pins.get(userId),
    rehash: async (institution, userId, expected, next) => {
      const held = of(institution).passwords.get(userId);
      if (held?.hash === expected) of(institution).passwords.set(userId, { ...held, hash: next });
    },
    write: async (institution, drafts, actor) => {
      checkDrafts(institution, drafts, actor);
      for (const draft of drafts) refuseStale(targetOf(of(institution), draft), draft);
      actors.push(actor);
      return drafts.map((draft) => writeOne(institution, draft, actor.who));
    },
    endSessions: async (institution, userId, actor) => {
      const { users } = of(institution);
      const user = users.get(userId);
      if (user === undefined) return;
      actors.push(actor);
      users.set(userId, { ...user, sessionEpoch: user.sessionEpoch + 1 });
    },
    size: async (institution) => of(institution).users.size,
  };

  async function seed(seed: UserSeed): Promise<User> {
    const draft = seedDraft(seed, random.uuid(clock.now()), at(), folding);
    const [outcome] = await users.write(draft.user.institution, [draft], { who: 'test', via: 'seed' });
    const user = outcome?.type === 'written' ? await users.user(draft.user.institution, outcome.userId) : undefined;
    if (user === undefined) throw new Error(`Cannot seed ${seed.primaryIdentifier}: ${JSON.stringify(outcome)}`);
    return user;
  }

  return { ...users, seed, actors };
}

function primaryPlace({ identifiers }: UserDraft): IdentifierKey {
  const { scope = '', key = '' } = identifiers.find(isCurrentPrimary) ?? {};
  return { scope, key };
}

/** The user a draft updates: who has its id, else who has its primary identifier. */
function targetOf(held: Institution, draft: UserDraft): User | undefined {
  const primary = draft.identifiers.find(isCurrentPrimary);
  const row = primary && held.rows.get(place(primary));
  const named = row && isCurrentPrimary(row.identifier) ? held.users.get(row.identifier.userId) : undefined;
  return held.users.get(draft.user.id) ?? named;
}

function takenBy(held: Institution, draft: UserDraft, id: string): WriteOutcome | undefined {
  const own = new Set<string>();
  for (const { scope, key } of draft.identifiers) {
    const holder = held.rows.get(place({ scope, key }));
    if (holder !== undefined && holder.identifier.userId !== id)
      return { type: 'taken', scope, key, by: holder.identifier.userId };
    if (own.has(place({ scope, key }))) return { type: 'taken', scope, key, by: undefined };
    own.add(place({ scope, key }));
  }
  return undefined;
}

/** External values that the draft does not bring go; internal ones stay, and a former primary one as alias. */
function rowsAfter(before: readonly Row[], draft: UserDraft, id: string, isEdit: boolean): readonly Row[] {
  const standing = new Map(before.map((row) => [place(row), row]));
  const brought = draft.identifiers.map(({ scope, key, ...identifier }): Row => {
    const row = standing.get(place({ scope, key }));
    const isHere = row?.identifier.type === identifier.type;
    const stays = !isEdit && isHere && row.identifier.segment === 'internal' && identifier.segment === 'external';
    if (stays && !isCurrentPrimary(row.identifier)) return row;
    return {
      identifier: plain({ ...identifier, id: isHere ? row.identifier.id : identifier.id, userId: id }),
      scope,
      key,
    };
  });
  const places = new Set(brought.map(place));
  const kept = before.flatMap((row): readonly Row[] => {
    if (places.has(place(row))) return [];
    if (isCurrentPrimary(row.identifier)) return [{ ...row, identifier: { ...row.identifier, status: 'alias' } }];
    const isLive = row.identifier.status === 'active' || row.identifier.status === 'inactive';
    return row.identifier.segment === 'external' && isLive ? [] : [row];
  });
  return [...brought, ...kept];
}

/** A draft that carries the id of a user was made from a version of her. */
function refuseStale(target: User | undefined, draft: UserDraft): void {
  if (target === undefined || target.id !== draft.user.id || target.version === draft.user.version) return;
  throw new VestibuleError('VST_USER_CHANGED', 'The user was changed since she was read', { userId: target.id });
}

function stored(
  draft: UserDraft,
  before: User | undefined,
  modified: Pick<User, 'modifiedAt' | 'modifiedBy'>,
  areRowsSame: boolean,
): User {
  const primaryIdentifier = draft.identifiers.find(isCurrentPrimary)?.value ?? draft.user.primaryIdentifier;
  if (before === undefined) return plain({ ...draft.user, primaryIdentifier, version: 1 });
  const merged = plain({ ...mergeUser(before, draft.user), primaryIdentifier });
  if (areRowsSame && draft.passwordHash === undefined && isDeepStrictEqual(merged, before)) return before;
  return { ...merged, version: before.version + 1, ...modified };
}

/** As it comes back from a database: a field that is undefined is no field. */
function plain<Record>(record: Record): Record {
  return JSON.parse(JSON.stringify(record)) as Record;
}

function toSummary(user: User): UserSummary {
  const { id, institution, primaryIdentifier, recordType, accountType, status, expiryDate, signInLock } = user;
  const { name, userGroup, preferredLanguage, blocks, sessionEpoch, version } = user;
  const who = { id, institution, primaryIdentifier, name, userGroup, preferredLanguage };
  const standing = { recordType, accountType, status, expiryDate, signInLock, blocks, sessionEpoch, version };
  return { ...who, ...standing };
}

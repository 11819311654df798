// One institution's directory on a real store: what the operations of `src/directory` are handed.
import { institution as institutionSchema } from '../../config/schema.ts';
import type { Caller, Directory } from '../../src/directory/deps.ts';
import { identifierRules } from '../../src/directory/identifier-rules.ts';
import type { RoleGrant, User } from '../../src/domain/user.ts';
import type { Store } from '../../src/store/store.ts';
import { openSqlite } from '../contract/store/open-sqlite.ts';
import type { OpenStore } from '../contract/store/opened-store.ts';
import { fakeHasher } from './fake-hasher.ts';
import { type FakeClock, seededRandom } from './fakes.ts';
import { libraryOf } from './institutions.ts';
import { seedDraft, type UserSeed } from './user-seed.ts';
import type { InstitutionInput } from './vestibule.ts';

export interface TestDirectory {
  readonly directory: Directory;
  readonly store: Store;
  readonly clock: FakeClock;
  /** Writes a user; throws when one of her values is taken. */
  readonly seed: (seed: UserSeed) => Promise<User>;
  /** The same institution on another connection to the same records, as another process has it. */
  readonly another: () => Promise<Directory>;
  /** What stands in the database, past the store. */
  readonly rows: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

/** May all, as whoever has the command line. */
export const operator: Caller = { actor: { who: 'operator', via: 'test' }, grants: 'operator' };

/** Somebody with these roles, each in the whole institution and for good unless it says otherwise. */
export function holding(...grants: readonly (string | (Partial<RoleGrant> & { readonly role: string }))[]): Caller {
  const whole = { scope: '01DEMO_INST', status: 'active' } as const;
  return {
    actor: { who: 'staff', via: 'test' },
    grants: grants.map((grant) => (typeof grant === 'string' ? { ...whole, role: grant } : { ...whole, ...grant })),
  };
}

/** The demo library with its three pooled types; `config` replaces parts of its file. */
export async function openTestDirectory(
  options: {
    readonly config?: Partial<InstitutionInput>;
    readonly seeds?: readonly UserSeed[];
    /** SQLite in a temporary directory unless named. */
    readonly open?: OpenStore;
  } = {},
): Promise<TestDirectory> {
  const institution = institutionSchema.parse(libraryOf(options.config ?? {}));
  const rules = identifierRules(institution);
  const { store, clock, another, rows, close } = await (options.open ?? openSqlite)();
  const random = seededRandom(42);
  const on = ({ users, changes, finding, settings, trail, identifierKeys }: Store): Directory => {
    const own = { hasher: fakeHasher(), clock, random };
    const ports = { users, changes, finding, settings, trail, identifierKeys, ...own };
    return { institution, rules, ...ports };
  };

  async function seed(seed: UserSeed): Promise<User> {
    const { slug } = institution;
    const at = new Date(clock.now()).toISOString();
    const draft = seedDraft({ institution: slug, ...seed }, random.uuid(clock.now()), at, rules.table);
    const [outcome] = await store.users.write(slug, [draft], { who: 'test', via: 'seed' });
    const user = outcome?.type === 'written' ? await store.users.user(slug, outcome.userId) : undefined;
    if (user === undefined) throw new Error(`Cannot seed ${seed.primaryIdentifier}: ${JSON.stringify(outcome)}`);
    return user;
  }

  try {
    for (const one of options.seeds ?? []) await seed(one);
  } catch (error) {
    await close();
    throw error;
  }
  return { directory: on(store), store, clock, seed, another: async () => on(await another()), rows, close };
}

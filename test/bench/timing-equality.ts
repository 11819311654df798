// Whether an unknown, wrong, locked and wrong-type name can be told apart by time: medians of interleaved tries through
// the whole password check with the real hasher, for the internal chain and (where slapd is installed) the LDAP chain.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoginProfile } from '../../config/schema.ts';
import { createInternalPasswordCheck } from '../../src/directory/internal-password.ts';
import { createPasswordHasher } from '../../src/directory/password-hash.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import type { StrategyDeps } from '../../src/domain/strategy.ts';
import { openSqliteEphemeral } from '../../src/ephemeral/sqlite.ts';
import { Institutions } from '../../src/institutions.ts';
import { createCredentialCheck } from '../../src/login/credential-check.ts';
import { createLockout } from '../../src/login/lockout.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { ldapKind } from '../../strategies/ldap/index.ts';
import { passwordKind } from '../../strategies/password/index.ts';
import { libraryProfile } from '../support/credential-bench.ts';
import { fakeSealing } from '../support/fake-sealing.ts';
import { libraryConfig } from '../support/password-library.ts';
import { type Slapd, slapdMissing, startSlapd } from '../support/slapd.ts';
import { seedDraft } from '../support/user-seed.ts';
import { type Bench, inMs, median, type Row } from './measure.ts';

const kinds = { unknown: 'nobody-at-all', wrong: '1001', locked: '1002', 'wrong type': '1003' } as const;
type Kind = keyof typeof kinds;
const limitMs = 5;
const sealing = fakeSealing();
const [clock, random] = [systemClock, systemRandom];
const hasher = createPasswordHasher({
  memoryKiB: 19_456,
  passes: 2,
  parallelism: 1,
  queue: 100,
  threads: 2,
  random,
  clock,
});

interface World {
  readonly store: Store;
  readonly ephemeral: Ephemeral;
  readonly rounds: number;
}

export const timingBench: Bench = {
  name: 'timing',
  about: 'time of unknown, wrong, locked and wrong-type tries, medians of interleaved tries: how far they are apart',
  async run({ quick, note }) {
    const directory = await mkdtemp(join(tmpdir(), 'vestibule-timing-'));
    const store = await openSqliteStore({ directory, clock, random, sealing });
    const ephemeral = await openSqliteEphemeral({ directory, clock });
    const world = { store, ephemeral, rounds: quick ? 30 : 200 };
    try {
      await seed(world);
      const rows = [await measure(world, 'internal chain', [libraryProfile], 'library')];
      const missing = slapdMissing();
      if (missing === false) rows.push(await withSlapd(world));
      else note(`LDAP chain left out: ${missing}`);
      return rows;
    } finally {
      await store.close();
      await ephemeral.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function withSlapd(world: World): Promise<Row> {
  const slapd = await startSlapd(
    [kinds.wrong, kinds.locked, kinds['wrong type']].map((uid) => ({
      uid,
      password: 'pw',
      studentNumber: `S${uid}`,
      mail: `${uid}@uni.example`,
    })),
  );
  try {
    return await measure(world, 'LDAP chain, slapd', [ldapProfile(slapd), libraryProfile], 'campus', slapd);
  } finally {
    await slapd.stop();
  }
}

async function seed({ store, ephemeral }: World): Promise<void> {
  const passwordHash = await hasher.hash('pw');
  const at = new Date(clock.now()).toISOString();
  const user = (primaryIdentifier: string, type: string, value: string) =>
    seedDraft({ primaryIdentifier, passwordHash, identifiers: [{ type, value }] }, random.uuid(clock.now()), at);
  const locked = user('b', 'BARCODE', kinds.locked);
  const drafts = [user('a', 'BARCODE', kinds.wrong), locked, user('c', 'STAFF_NO', kinds['wrong type'])];
  await store.users.write('demo', drafts, { who: 'bench', via: 'seed' });
  const lockout = createLockout({ ephemeral, sealing, wait: async () => undefined });
  const settings = { tries: 1, minutes: 60, slowAfter: 10, sharedSources: [] };
  const counted = await lockout.begin(lockout.accountOf('demo', locked.user.id, ''), settings);
  await lockout.end(counted, 'wrong', 'bench', settings);
}

function ldapProfile(slapd: Slapd): object {
  return {
    id: 'campus',
    kind: 'ldap',
    label: 'Campus',
    match: { from: { attribute: 'employeeNumber' }, to: 'STUDENT_NO' },
    directory: 'uni-ldap',
    servers: [{ url: slapd.ldapsUrl, ca: slapd.ca }],
    bind: { type: 'search', dn: slapd.adminDn, password: '${env:X}', base: slapd.base },
  };
}

async function measure(
  { store, ephemeral, rounds }: World,
  name: string,
  loginProfiles: readonly object[],
  profile: string,
  slapd?: Slapd,
): Promise<Row> {
  const parsed = libraryConfig({ loginProfiles, fallback: { whenRefused: true, whenUnknown: true } });
  // More tries than the schema allows, so that the wrong name stays unlocked to the end.
  const config = { ...parsed, lockout: { ...parsed.lockout, tries: 1_000_000 } };
  const secrets = { read: () => slapd?.adminPassword ?? '' };
  const institutions = new Institutions(
    (_slug, made) => ({
      flow: 'form',
      urls: { callback: '', metadata: '', logout: '', backchannel: '' },
      built: build(made, { institution: 'demo', clock, random, secrets, internalPassword } as unknown as StrategyDeps),
    }),
    () => '',
  );
  const institutionOf = (slug: string) => institutions.get(slug);
  const internalPassword = createInternalPasswordCheck({ users: store.users, hasher, clock, institutionOf });
  institutions.load([config]);
  const seen = new Set<string>();
  const credentials = createCredentialCheck({
    health: { state: async () => undefined, peek: () => undefined },
    institutions,
    users: store.users,
    internalPassword,
    ephemeral,
    sealing,
    clock,
    recordTrace: async ({ outcome }) => {
      seen.add(outcome);
      return 'trace';
    },
    resolve: () => Promise.reject(new Error('nobody proves anything here')),
  });
  const tryIn = async (kind: Kind, round: number): Promise<number> => {
    const common = { institution: 'demo', profile, door: 'self', relyingParty: undefined };
    const source = { key: `source-${name}-${kind}-${round}`, shared: false };
    const begun = process.hrtime.bigint();
    await credentials.check({ ...common, source, name: kinds[kind], secret: `wrong-${round}` });
    return Number(process.hrtime.bigint() - begun) / 1e6;
  };
  const times: Record<Kind, number[]> = { unknown: [], wrong: [], locked: [], 'wrong type': [] };
  for (let round = -5; round < rounds; round++) {
    for (const kind of Object.keys(kinds) as Kind[]) {
      const time = await tryIn(kind, round);
      if (round >= 0) times[kind].push(time);
    }
  }
  await institutions.close();
  return rowOf(`timing, ${name}`, times, seen);
}

function build(profile: LoginProfile, deps: StrategyDeps) {
  if (profile.kind === 'password') return passwordKind.create(profile, deps);
  if (profile.kind === 'ldap') return ldapKind.create(profile, deps);
  throw new Error(`Not a form profile: ${profile.kind}`);
}

function rowOf(what: string, times: Readonly<Record<Kind, readonly number[]>>, outcomes: ReadonlySet<string>): Row {
  if (outcomes.size !== 1) throw new Error(`The tries ended differently: ${[...outcomes].join(', ')}`);
  const medians = Object.entries(times).map(([kind, all]): [string, number] => [kind, median(all)]);
  const values = medians.map(([, value]) => value);
  const apart = Math.max(...values) - Math.min(...values);
  const ours = medians.map(([kind, value]) => `${kind} ${value.toFixed(1)}`).join(', ');
  return { what, ours, bare: '', compared: `${inMs(apart)} apart`, target: `< ${limitMs} ms`, met: apart < limitMs };
}

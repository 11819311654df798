import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealing } from '../../src/keys/sealing.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { loadUsers } from './bulk-users.ts';
import { bareWork } from './directory-bare.ts';
import { openPostgres, type PostgresSides } from './directory-postgres.ts';
import { type DirectoryWork, templateNumber, workOfStore } from './directory-work.ts';
import {
  atMost,
  type Bench,
  type BenchOptions,
  cpuOf,
  inMicros,
  interleaved,
  type Paired,
  type Row,
} from './measure.ts';

const sealing = createSealing(Buffer.alloc(32, 7), systemRandom);

/** What is done so many times a round, and whether the CPU or the clock counts: a commit waits for the disk. */
const kinds = [
  { work: 'lookUp', what: 'look-up by identifier', times: 20_000, measure: cpuOf },
  { work: 'search', what: 'search by name, first 20', times: 2000, measure: cpuOf },
  { work: 'list', what: 'list, a page of 50', times: 1000, measure: cpuOf },
  { work: 'create', what: 'create a user', times: 100, measure: timeOf },
] as const;

/** Names the URL of an empty PostgreSQL database in which ten million users may be made. */
const postgresVariable = 'VESTIBULE_BENCH_POSTGRES';
const postgresUsersVariable = 'VESTIBULE_BENCH_POSTGRES_USERS';

export const directoryBench: Bench = {
  name: 'directory',
  about: `users looked up, searched, listed, made, beside the bare statements; few and many; also in the PostgreSQL of ${postgresVariable}`,
  async run(options) {
    const sizes = options.quick ? [10_000, 100_000] : [10_000, 1_000_000];
    const opened: Opened[] = [];
    try {
      for (const size of sizes) opened.push(await open(size, options));
      const [small, large] = opened as [Opened, Opened];
      const rows: Row[] = [];
      for (const kind of kinds) {
        for (const one of opened)
          rows.push(
            shown(
              `${kind.what}, ${one.size} users`,
              1.5,
              await interleaved(options.rounds, one.ours(kind), one.bare(kind)),
            ),
          );
        const growth = await interleaved(options.rounds, large.ours(kind), small.ours(kind));
        rows.push(shown(`${kind.what}, ${large.size} users beside ${small.size}`, 1.2, growth));
        const bareGrowth = await interleaved(options.rounds, large.bare(kind), small.bare(kind));
        options.note(`${kind.what}: the bare statement alone grows by ${bareGrowth.ratio.toFixed(2)} x`);
      }
      const url = process.env[postgresVariable];
      return url === undefined ? rows : [...rows, ...(await postgresRows(url, options))];
    } finally {
      for (const { close } of opened) await close();
    }
  },
};

type Kind = (typeof kinds)[number];

interface Opened {
  readonly size: number;
  /** Milliseconds of one. */
  readonly ours: (kind: Kind) => () => Promise<number>;
  readonly bare: (kind: Kind) => () => Promise<number>;
  readonly close: () => Promise<void>;
}

async function open(size: number, { quick, note }: BenchOptions): Promise<Opened> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-bench-'));
  const shared = { clock: systemClock, sealing, random: systemRandom };
  await (await openSqliteStore({ directory, ...shared })).close();
  note(`${size} users loaded in ${(loadUsers(directory, 'demo', size) / 1000).toFixed(1)} s`);
  const store = await openSqliteStore({ directory, ...shared });
  const ours = workOfStore(store, 'demo');
  await ours.create([templateNumber]);
  const bare = bareWork(directory, 'demo');
  const next = numbers(size);
  const perOne = (side: DirectoryWork) => (kind: Kind) => () => {
    const times = quick ? kind.times / 4 : kind.times;
    const people = next(kind.work, times);
    return kind.measure(() => side[kind.work](people)).then((ms) => ms / times);
  };
  return {
    size,
    ours: perOne(ours),
    bare: perOne(bare),
    close: async () => {
      bare.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function postgresRows(url: string, options: BenchOptions): Promise<readonly Row[]> {
  const sizes = [10_000, Number(process.env[postgresUsersVariable] ?? 10_000_000)];
  const { sides, close } = await openPostgres(url, sizes, options.note);
  try {
    const [few, many] = sides as readonly [PostgresSides, PostgresSides];
    const next = sizes.map((size, index) => numbers(size, sides[index]?.newest));
    const rows: Row[] = [];
    for (const { work, what, times } of kinds) {
      const each = times / (work === 'create' ? 1 : 20);
      const one = (side: DirectoryWork, index: number) => async () => {
        const people = next[index]?.(work, each) ?? [];
        return (await timeOf(() => side[work](people))) / each;
      };
      for (const [index, { ours, bare }] of sides.entries()) {
        const paired = await interleaved(options.rounds, one(ours, index), one(bare, index));
        rows.push(shown(`PostgreSQL: ${what}, ${sizes[index]} users`, 1.5, paired));
      }
      const growth = await interleaved(options.rounds, one(many.ours, 1), one(few.ours, 0));
      rows.push(shown(`PostgreSQL: ${what}, ${sizes[1]} users beside ${sizes[0]}`, 1.2, growth));
      const bareGrowth = await interleaved(options.rounds, one(many.bare, 1), one(few.bare, 0));
      options.note(`PostgreSQL: ${what}: the bare statement alone grows by ${bareGrowth.ratio.toFixed(2)} x`);
    }
    return rows;
  } finally {
    await close();
  }
}

/** The same people on both sides, spread over all of them, and no two rounds the same; new users have new numbers. */
function numbers(size: number, made = 0): (work: Kind['work'], times: number) => readonly number[] {
  let seed = 1;
  let newest = made;
  const any = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + (seed % size);
  };
  return (work, times) => Array.from({ length: times }, work === 'create' ? () => ++newest : any);
}

function shown(what: string, most: number, paired: Paired): Row {
  return { what, ours: inMicros(paired.ours), bare: inMicros(paired.bare), ...atMost(most)(paired) };
}

async function timeOf(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

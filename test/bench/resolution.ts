import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { institution as institutionSchema } from '../../config/schema.ts';
import type { Users } from '../../src/domain/ports/users.ts';
import { matchTypes } from '../../src/institutions.ts';
import { createSealing } from '../../src/keys/sealing.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { resolve } from '../../src/resolution/resolve.ts';
import { openSqliteFile } from '../../src/sqlite.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { summaryColumns } from '../../src/store/user-rows.ts';
import { libraryOf } from '../support/institutions.ts';
import { loadUsers, studentNumber } from './bulk-users.ts';
import { atMost, type Bench, type BenchOptions, cpuOf, inMicros, interleaved, type Row } from './measure.ts';

const types = matchTypes(institutionSchema.parse(libraryOf({})));
const sealing = createSealing(Buffer.alloc(32, 7), systemRandom);

export const resolutionBench: Bench = {
  name: 'resolution',
  about: 'CPU of one resolution on SQLite, beside the prepared statement that fetches the same row; few and many users',
  async run(options) {
    const sizes = options.quick ? [10_000, 100_000] : [10_000, 1_000_000];
    const directories = await Promise.all(sizes.map(() => mkdtemp(join(tmpdir(), 'vestibule-bench-'))));
    const opened = await Promise.all(sizes.map((size, index) => open(directories[index] ?? '', size, options)));
    try {
      const [small, large] = opened as [Opened, Opened];
      const rows: Row[] = [];
      for (const one of opened) {
        const paired = await interleaved(
          options.rounds,
          () => one.resolved(),
          async () => one.raw(),
        );
        const shown = { ours: inMicros(paired.ours), bare: inMicros(paired.bare) };
        rows.push({ what: `resolution, ${one.size} users`, ...shown, ...atMost(1.5)(paired) });
      }
      const growth = await interleaved(options.rounds, large.resolved, small.resolved);
      const shown = { ours: inMicros(growth.ours), bare: inMicros(growth.bare) };
      rows.push({ what: `resolution, ${large.size} users beside ${small.size}`, ...shown, ...atMost(1.2)(growth) });
      const rawGrowth = await interleaved(
        options.rounds,
        async () => large.raw(),
        async () => small.raw(),
      );
      options.note(`the raw statement alone grows by ${rawGrowth.ratio.toFixed(2)} x`);
      return rows;
    } finally {
      await Promise.all(opened.map(({ close }) => close()));
      await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
    }
  },
};

interface Opened {
  readonly size: number;
  /** CPU milliseconds of one. */
  readonly resolved: () => Promise<number>;
  readonly raw: () => Promise<number>;
  readonly close: () => Promise<void>;
}

async function open(directory: string, size: number, { quick, note }: BenchOptions): Promise<Opened> {
  const shared = { clock: systemClock, sealing, random: systemRandom };
  await (await openSqliteStore({ directory, ...shared })).close();
  note(`${size} users loaded in ${(loadUsers(directory, 'demo', size) / 1000).toFixed(1)} s`);
  const store = await openSqliteStore({ directory, ...shared });
  const raw = openRaw(directory);
  const times = quick ? 5_000 : 20_000;
  // The same people on both sides, spread over all of them, and no two rounds the same.
  let seed = 1;
  const next = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + (seed % size);
  };
  const batch = () => Array.from({ length: times }, next);
  const perOne = async (work: (people: readonly number[]) => unknown) => {
    const people = batch();
    return (await cpuOf(() => work(people))) / times;
  };
  return {
    size,
    resolved: () => perOne((people) => resolveAll(store.users, people)),
    raw: () => perOne((people) => raw.fetchAll(people)),
    close: async () => {
      raw.close();
      await store.close();
    },
  };
}

async function resolveAll(users: Users, people: readonly number[]): Promise<void> {
  for (const person of people) {
    const { resolution } = await resolve(users, {
      institution: 'demo',
      assertion: {
        profile: 'campus',
        issuer: 'https://idp.example/metadata',
        subject: `person-${person}`,
        attributes: { studentNumber: [studentNumber(person)] },
        verifiedEmails: [],
        authenticatedAt: 0,
        methods: [],
      },
      rule: {
        from: { type: 'attribute', name: 'studentNumber' },
        to: { type: 'types', types: ['STUDENT_NO'] },
        transform: [],
      },
      admission: { recordTypes: ['public', 'staff'] },
      types,
      today: '2026-03-02',
      now: Date.UTC(2026, 2, 2, 9),
    });
    if (resolution.type !== 'matched') throw new Error(`Person ${person} is ${resolution.type}`);
  }
}

/** The join alone, on a connection set up as the store's reading one. */
function openRaw(directory: string) {
  const file = join(directory, 'records.sqlite');
  const database = openSqliteFile({ file, synchronous: 'FULL', busyTimeoutMs: 5000 });
  database.exec('PRAGMA query_only = 1; PRAGMA cache_size = -32768; PRAGMA mmap_size = 4294967296');
  const statement = database.prepare(
    `select i.scope as i_scope, i."key" as i_key, i.id as i_id, i.type as i_type, i.value as i_value,
       i.status as i_status, i.segment as i_segment, i.note as i_note, ${summaryColumns.map((name) => `u.${name}`).join(', ')}
     from identifiers as i join users as u on u.institution = i.institution and u.id = i.user_id
     where i.institution = ? and i.scope = ? and i."key" = ?`,
  );
  return {
    fetchAll(people: readonly number[]): void {
      for (const person of people) {
        const rows = statement.all('demo', 'pooled', studentNumber(person).toLowerCase());
        if (rows.length !== 1) throw new Error(`Person ${person} stands ${rows.length} times`);
      }
    },
    close: () => database.close(),
  };
}

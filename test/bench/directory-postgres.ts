// The same on PostgreSQL, when asked for: few and many users as two institutions of one database.
import { Client } from 'pg';
import { foldingVersion } from '../../src/directory/folding.ts';
import { createSealing } from '../../src/keys/sealing.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { userId } from './bulk-users.ts';
import {
  bareSeqFrom,
  bareTexts,
  check,
  createdTables,
  type DirectoryWork,
  keyOfPerson,
  listRows,
  newUserId,
  placeOf,
  prefixesOf,
  searchRows,
  templateDigits,
  templateNumber,
  workOfStore,
} from './directory-work.ts';
import type { BenchOptions } from './measure.ts';

export interface PostgresSides {
  /** The highest number of the new users of an earlier run. */
  readonly newest: number;
  readonly ours: DirectoryWork;
  readonly bare: DirectoryWork;
}

/** Makes what users are missing, and opens both sides for each institution: its name is `bench-` and its size. */
export async function openPostgres(
  url: string,
  sizes: readonly number[],
  note: BenchOptions['note'],
): Promise<{ readonly sides: readonly PostgresSides[]; readonly close: () => Promise<void> }> {
  const sealing = createSealing(Buffer.alloc(32, 7), systemRandom);
  const store = await openPostgresStore({ url, poolSize: 2, clock: systemClock, sealing, random: systemRandom });
  const client = new Client({ connectionString: url });
  await client.connect();
  const sides: PostgresSides[] = [];
  for (const size of sizes) {
    const institution = `bench-${size}`;
    const begun = performance.now();
    if (await makeUsers(client, institution, size))
      note(`${size} users made in PostgreSQL in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    const ours = workOfStore(store, institution);
    if ((await newestBelow(client, institution, templateNumber + 1)) < templateNumber)
      await ours.create([templateNumber]);
    const newest = await newestBelow(client, institution, templateNumber);
    sides.push({ newest, ours, bare: await bareWork(client, institution) });
  }
  return {
    sides,
    close: async () => {
      await client.end();
      await store.close();
    },
  };
}

async function newestBelow(client: Client, institution: string, number: number): Promise<number> {
  const { rows } = await client.query<{ id: string | null }>(
    'select max(id) as id from users where institution = $1 and id >= $2 and id < $3',
    [institution, newUserId(0), newUserId(number)],
  );
  return Number(rows[0]?.id?.slice(-12) ?? 0);
}

/** @returns false when they stand already */
async function makeUsers(client: Client, institution: string, size: number): Promise<boolean> {
  const last = await client.query('select 1 from users where institution = $1 and id = $2', [
    institution,
    userId(size),
  ]);
  if (last.rowCount === 1) return false;
  const id = `('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))`;
  const [first, lastName] = [`('first' || n % 5000)`, `('last' || n % 70000)`];
  const email = `('p' || n || '@post.example')`;
  const numbers = `generate_series(1, ${size}) as n`;
  const eight = `lpad(n::text, 8, '0')`;
  await client.query('begin');
  await client.query(`insert into users (institution, id, primary_identifier, record_type, account_type, status,
      expiry_date, first_name, last_name, user_group, preferred_language, blocks, session_epoch, version, owning_system,
      document, created_at, created_by, modified_at, modified_by)
    select '${institution}', ${id}, 'p' || ${eight}, 'public', 'external', 'active', '2035-09-30', initcap(${first}),
      initcap(${lastName}), 'UG', 'en', '[]', 0, 1, 'SIS', '{"emails":[{"address":"' || ${email} ||
      '","types":["personal"],"preferred":true}]}', '', 'bench', '', 'bench' from ${numbers}`);
  for (const [type, value] of [
    ['BARCODE', `'2930' || lpad(n::text, 10, '0')`],
    ['primary', `'p' || ${eight}`],
    ['STUDENT_NO', `'S-' || ${eight}`],
  ])
    await client.query(`insert into identifiers (institution, scope, "key", id, user_id, type, value, status, segment,
        folding_version)
      select '${institution}', 'pooled', lower(${value}), ${id} || '-${type}', ${id}, '${type}', ${value}, 'active',
        'external', ${foldingVersion} from ${numbers}`);
  for (const key of [`${lastName} || ' ' || ${first}`, `${first} || ' ' || ${lastName}`])
    await client.query(`insert into user_names (institution, "key", user_id)
      select '${institution}', ${key}, ${id} from ${numbers} order by 2, 3`);
  await client.query(`insert into user_emails (institution, "key", user_id)
    select '${institution}', ${email}, ${id} from ${numbers} order by 2`);
  await client.query('commit');
  await client.query('vacuum analyze');
  return true;
}

async function bareWork(client: Client, institution: string): Promise<DirectoryWork> {
  const rowsOf = async (name: keyof typeof bareTexts, ...values: readonly string[]) =>
    (await client.query({ name, text: bareTexts[name], values: [institution, ...values] })).rows.length;
  const template = await templateRows(client, institution);
  return {
    async lookUp(people) {
      for (const n of people) check(await rowsOf('lookUp', keyOfPerson(n)), 1, 'A look-up');
    },
    async search(people) {
      for (const { from, to } of prefixesOf(people)) check(await rowsOf('search', from, to), searchRows, 'A search');
    },
    async list(people) {
      for (const n of people) check(await rowsOf('list', placeOf(n)), listRows, 'A list');
    },
    async create(people) {
      for (const n of people) {
        const number = String(n).padStart(9, '0');
        await client.query('begin');
        for (const { table, json } of template) {
          const text = `insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`;
          const rows = json.replaceAll(templateDigits, number).replaceAll(/"seq":\d+/g, `"seq":${bareSeqFrom + n}`);
          await client.query({ name: `insert-${table}`, text, values: [rows] });
        }
        await client.query('update change_heads set hash = hash where institution = $1', [institution]);
        await client.query('commit');
      }
    },
  };
}

async function templateRows(
  client: Client,
  institution: string,
): Promise<readonly { readonly table: string; readonly json: string }[]> {
  const found: { table: string; json: string }[] = [];
  for (const table of createdTables) {
    const by = table === 'users' ? 'id' : 'user_id';
    const { rows } = await client.query<{ json: string }>(
      `select coalesce(json_agg(t), '[]')::text as json from ${table} as t where institution = $1 and ${by} = $2`,
      [institution, newUserId(templateNumber)],
    );
    const json = rows[0]?.json ?? '[]';
    if (json === '[]') throw new Error(`The template has no rows in ${table}`);
    found.push({ table, json });
  }
  return found;
}

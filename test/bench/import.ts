import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { type ImportResult, startImport, writeUsersFile } from './import-file.ts';
import type { Bench, Row } from './measure.ts';

export const importBench: Bench = {
  name: 'import',
  about: 'users a second from a JSON file into empty records, and the most memory the import had',
  async run({ quick, note }) {
    const count = quick ? 10_000 : 100_000;
    const directory = await mkdtemp(join(tmpdir(), 'vestibule-import-'));
    const file = join(directory, 'users.json');
    try {
      await writeUsersFile(file, count);
      const sqlite = await startImport({ store: { directory }, file }).result;
      const rows = [rowOf(`import of ${count}, SQLite`, sqlite)];
      const missing = postgresMissing();
      if (missing === false) rows.push(rowOf(`import of ${count}, PostgreSQL`, await onPostgres(file)));
      else note(`PostgreSQL left out: ${missing}`);
      return rows;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function onPostgres(file: string): Promise<ImportResult> {
  const server = await startPostgres();
  try {
    return await startImport({ store: { postgres: await server.createDatabase() }, file }).result;
  } finally {
    await server.stop();
  }
}

function rowOf(what: string, { users, seconds, cpuSeconds, peakMib }: ImportResult): Row {
  const ours = `${Math.round(users / seconds)} users/s`;
  const bare = '';
  const compared = `${cpuSeconds.toFixed(1)} s CPU, ${peakMib.toFixed(0)} MiB peak`;
  return { what, ours, bare, compared, target: '', met: undefined };
}

// The import command killed again and again, on both engines.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe } from 'node:test';
import { importKillContract } from '../contract/store/import-kill.contract.ts';
import { writeInstallation } from '../support/installation.ts';
import { type PostgresServer, postgresMissing, queryRows, startPostgres } from '../support/postgres.ts';

const plan = { kills: 8, rows: 20_000, liveMs: 200 };

importKillContract('SQLite', plan, async () => {
  const installation = await writeInstallation();
  return {
    installation,
    rows: async (sql) => {
      using database = new DatabaseSync(join(installation.directory, 'data', 'records.sqlite'), {
        readOnly: true,
        timeout: 5000,
      });
      return database.prepare(sql).all();
    },
  };
});

describe('PostgreSQL', { skip: postgresMissing() }, () => {
  let postgres: PostgresServer;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres?.stop());

  importKillContract('PostgreSQL', plan, async () => {
    const url = await postgres.createDatabase();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    const database = { engine: 'postgresql', url: '${env:DATABASE_URL}' } as const;
    return {
      installation: await writeInstallation({ database }, { DATABASE_URL: url }),
      rows: (sql) => queryRows(url, sql),
    };
  });
});

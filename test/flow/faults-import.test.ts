// The import command killed at random moments, on SQLite.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { importKillContract } from '../contract/store/import-kill.contract.ts';
import { writeInstallation } from '../support/installation.ts';

importKillContract('SQLite', { kills: 4, rows: 6000, liveMs: 60 }, async () => {
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

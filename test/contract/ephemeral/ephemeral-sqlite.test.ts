import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEphemeral } from '../../../src/ephemeral/sqlite.ts';
import { ephemeralContract } from './ephemeral.contract.ts';

ephemeralContract('SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-'));
  let time = Date.UTC(2026, 0, 1);
  const clock = { now: () => time };
  const one = await openSqliteEphemeral({ directory, clock });
  const other = await openSqliteEphemeral({ directory, clock });
  return {
    one,
    other,
    async pass(ms) {
      time += ms;
    },
    async close() {
      await one.close();
      await other.close();
      await rm(directory, { recursive: true });
    },
  };
});

// The process of one import: `import-process.ts START`, spoken to by import-file.ts.
import { institution as institutionSchema } from '../../config/schema.ts';
import { runUsersImport } from '../../src/cli/users-import.ts';
import { createSealing } from '../../src/keys/sealing.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import type { Store } from '../../src/store/store.ts';
import { libraryOf } from '../support/institutions.ts';
import type { ImportResult, ImportStart } from './import-file.ts';
import { cpuMs } from './measure.ts';

const { store: where, file } = JSON.parse(process.argv[2] ?? '') as ImportStart;
const shared = { clock: systemClock, random: systemRandom, sealing: createSealing(Buffer.alloc(32, 7), systemRandom) };

const store = await openStore();
const institution = institutionSchema.parse(libraryOf({}));
const { clock, random } = shared;
const silent = { write: () => true };
const [begun, cpuBefore] = [performance.now(), cpuMs()];
const exit = await runUsersImport({
  file,
  institution,
  users: store.users,
  clock,
  random,
  stdout: silent,
  stderr: process.stderr,
});
const result: ImportResult = {
  users: await store.users.size(institution.slug),
  seconds: (performance.now() - begun) / 1000,
  cpuSeconds: (cpuMs() - cpuBefore) / 1000,
  peakMib: process.resourceUsage().maxRSS / 1024,
};
await store.close();
process.exitCode = exit;
process.send?.(result);
process.disconnect?.();

async function openStore(): Promise<Store> {
  if ('directory' in where) {
    const { openSqliteStore } = await import('../../src/store/sqlite.ts');
    return openSqliteStore({ directory: where.directory, ...shared });
  }
  const { openPostgresStore } = await import('../../src/store/postgres.ts');
  return openPostgresStore({ url: where.postgres, poolSize: 4, ...shared });
}

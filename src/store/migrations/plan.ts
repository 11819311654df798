import { VestibuleError } from '../../domain/errors.ts';
import { migrations } from './index.ts';
import type { Migration } from './migration.ts';

/** Where the numbers of the migrations that ran are kept, in each file or database. */
export const migrationsTable = 'create table if not exists migrations (number integer primary key, name text not null)';

/**
 * What is still to run of these parts.
 *
 * @param applied numbers already in the database
 * @throws VestibuleError VST_STORE_UNAVAILABLE when a newer version of Vestibule wrote there
 */
export function missingMigrations(
  applied: readonly number[],
  parts: readonly Migration['part'][],
  known: readonly Migration[] = migrations,
): readonly Migration[] {
  const newest = Math.max(0, ...known.map(({ number }) => number));
  const found = Math.max(0, ...applied);
  if (found > newest)
    throw new VestibuleError(
      'VST_STORE_UNAVAILABLE',
      `The records were written by a newer version of Vestibule (migration ${found}; this version knows ${newest}). ` +
        'Start the newer version again, or restore a backup made before it.',
      { found, newest },
    );
  return known.filter(({ number, part }) => parts.includes(part) && !applied.includes(number));
}

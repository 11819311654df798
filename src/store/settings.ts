import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { SettingsStore, StoredSettings } from '../domain/ports/settings-store.ts';
import type { Actor } from '../domain/ports/users.ts';
import { appendToChain, type NewEntry } from './chain.ts';
import { type Connection, type Engine, statement, type Transaction } from './engine.ts';
import { createSequences } from './sequences.ts';
import { isStorableDeep } from './storable.ts';

type Values = Readonly<Record<string, unknown>>;

/** What people of an institution set for themselves. Who wrote once has a row in `settings_versions`. */
export function createSettingsStore(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): SettingsStore {
  const stored = statement<{ institution: string }, { version: number; name: string | null; value: string | null }>(
    ({ institution }) =>
      engine.db
        .selectFrom('settings_versions as v')
        .leftJoin('settings as s', 's.institution', 'v.institution')
        .select(['v.version', 's.name', 's.value'])
        .where('v.institution', '=', institution)
        .orderBy('s.name')
        .compile(),
  );
  const read = async (connection: Connection, institution: string): Promise<StoredSettings> => {
    const rows = await connection.all(stored, { institution });
    const values = rows.flatMap(({ name, value }) => (name === null ? [] : [[name, JSON.parse(value ?? 'null')]]));
    return { version: rows[0]?.version ?? 0, values: Object.fromEntries(values) };
  };
  return {
    read: (institution) => read(engine, institution),
    write: async (institution, version, changes, actor) => {
      if (!isStorableDeep(changes))
        throw new VestibuleError('VST_SETTING_INVALID', 'A setting holds a character that no store can hold');
      return engine.transaction(async (transaction) => {
        await lockVersion(transaction, institution, version);
        const before = await read(transaction, institution);
        const changed = Object.entries(changes).filter(([name, value]) => !isSame(before.values[name], value));
        if (changed.length === 0) return before;
        await writeValues(transaction, institution, changed);
        await transaction.updateAll('settings_versions', ['institution'], [{ institution, version: version + 1 }]);
        const after = await read(transaction, institution);
        const entry = changeEntry(clock.now(), actor, Object.fromEntries(changed), before.values);
        await appendToChain(transaction, 'changes', institution, [entry], random);
        return after;
      });
    },
    ...createSequences(engine, { clock, random }),
  };
}

/** The row of the version is held until the commit: whoever read an older one is told. */
async function lockVersion({ db }: Transaction, institution: string, version: number): Promise<void> {
  if (version === 0)
    await db
      .insertInto('settings_versions')
      .values({ institution, version })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  // An update that changes nothing locks the row on either engine, and says whether it stands.
  const locked = await db
    .updateTable('settings_versions')
    .set({ version })
    .where('institution', '=', institution)
    .where('version', '=', version)
    .returning('version')
    .executeTakeFirst();
  if (locked === undefined)
    throw new VestibuleError('VST_SETTINGS_CHANGED', 'The settings were changed since they were read', { version });
}

async function writeValues(
  { db }: Transaction,
  institution: string,
  changed: readonly (readonly [string, unknown])[],
): Promise<void> {
  for (const [name, value] of changed) {
    if (value === undefined) {
      await db.deleteFrom('settings').where('institution', '=', institution).where('name', '=', name).execute();
      continue;
    }
    const json = JSON.stringify(value);
    await db
      .insertInto('settings')
      .values({ institution, name, value: json })
      .onConflict((conflict) => conflict.columns(['institution', 'name']).doUpdateSet({ value: json }))
      .execute();
  }
}

const isSame = (stored: unknown, given: unknown) => JSON.stringify(stored) === JSON.stringify(given);

/** A name that is not there, before or after, is `null` in the entry. */
function changeEntry(at: number, actor: Actor, changed: Values, stored: Values): NewEntry {
  const names = Object.keys(changed);
  const side = (values: Values) => ({
    settings: Object.fromEntries(names.map((name) => [name, values[name] ?? null])),
  });
  return { at, ...actor, action: 'settings-changed', detail: { before: side(stored), after: side(changed) } };
}

import { sql } from 'kysely';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import { createAudit } from './audit.ts';
import { createCredentials } from './credentials.ts';
import type { Engine } from './engine.ts';
import { createIdentifiers } from './identifiers.ts';
import { createKeyStore } from './keys.ts';
import type { Store } from './store.ts';
import { createTraces } from './traces.ts';
import { createUserRecords } from './users.ts';
import { createUserWriter } from './write.ts';

/** The ports over the engines that hold the records and the journal; they may be one. */
export function assembleStore(parts: {
  readonly records: Engine;
  readonly journal: Engine;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly random: Random;
}): Store {
  const { records, journal, clock, sealing } = parts;
  return {
    users: {
      ...createUserRecords(records, clock),
      ...createIdentifiers(records),
      ...createCredentials(records),
      ...createUserWriter(records, parts),
    },
    journal: { ...createTraces(journal, sealing), ...createAudit(journal) },
    keys: createKeyStore(records),
    ping: async () => {
      await sql`select id from users limit 1`.execute(records.db);
      await sql`select id from audit limit 1`.execute(journal.db);
    },
    close: async () => {
      for (const engine of new Set([records, journal])) await engine.close();
    },
  };
}

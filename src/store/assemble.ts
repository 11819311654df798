import { sql } from 'kysely';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import { createAudit } from './audit.ts';
import { createAuditTrail } from './audit-trail.ts';
import { createChanges } from './changes.ts';
import { createCredentials } from './credentials.ts';
import type { Engine } from './engine.ts';
import { createFinding } from './finding.ts';
import { createIdentifierKeys } from './identifier-keys.ts';
import { createIdentifiers } from './identifiers.ts';
import { createInvitations } from './invitations.ts';
import { createJournalWriter } from './journal-writer.ts';
import { createKeyStore } from './keys.ts';
import { createLetters } from './letters.ts';
import { createProxies } from './proxies.ts';
import { createSettingsStore } from './settings.ts';
import type { Store } from './store.ts';
import { createSubjectPins } from './subject-pins.ts';
import { createTraces } from './traces.ts';
import { createUserSets } from './user-sets.ts';
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
  const { records, journal, sealing, random } = parts;
  const writeJournal = createJournalWriter(journal, random);
  return {
    users: {
      ...createUserRecords(records, parts),
      ...createIdentifiers(records),
      ...createCredentials(records),
      ...createUserWriter(records, parts),
    },
    changes: createChanges(records, parts),
    finding: { ...createFinding(records), ...createProxies(records) },
    settings: createSettingsStore(records, parts),
    sets: createUserSets(records, parts),
    trail: createAuditTrail({ changes: records, decisions: journal }),
    identifierKeys: createIdentifierKeys(records, parts),
    journal: { ...createTraces(journal, sealing, writeJournal), ...createAudit(journal, writeJournal) },
    keys: createKeyStore(records),
    letters: createLetters(journal),
    pins: createSubjectPins(records),
    invitations: createInvitations(records, parts),
    ping: async () => {
      await sql`select id from users limit 1`.execute(records.db);
      await sql`select id from audit limit 1`.execute(journal.db);
    },
    close: async () => {
      for (const engine of new Set([records, journal])) await engine.close();
    },
  };
}

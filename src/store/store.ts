import type { AuditTrail } from '../domain/ports/audit-trail.ts';
import type { Changes } from '../domain/ports/changes.ts';
import type { Finding } from '../domain/ports/finding.ts';
import type { IdentifierKeys } from '../domain/ports/identifier-keys.ts';
import type { Invitations } from '../domain/ports/invitations.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { KeyStore } from '../domain/ports/key-store.ts';
import type { Letters } from '../domain/ports/letters.ts';
import type { SettingsStore } from '../domain/ports/settings-store.ts';
import type { SubjectPins } from '../domain/ports/subject-pins.ts';
import type { UserSets } from '../domain/ports/user-sets.ts';
import type { Users } from '../domain/ports/users.ts';

/** The records of an installation, on one engine. */
export interface Store {
  readonly users: Users;
  readonly changes: Changes;
  readonly finding: Finding;
  readonly settings: SettingsStore;
  readonly sets: UserSets;
  readonly trail: AuditTrail;
  readonly identifierKeys: IdentifierKeys;
  readonly journal: Journal;
  readonly keys: KeyStore;
  readonly letters: Letters;
  readonly pins: SubjectPins;
  readonly invitations: Invitations;
  /** Rejects with VST_STORE_UNAVAILABLE when the records cannot be read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

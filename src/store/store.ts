import type { Journal } from '../domain/ports/journal.ts';
import type { KeyStore } from '../domain/ports/key-store.ts';
import type { Users } from '../domain/ports/users.ts';

/** The records of an installation, on one engine. */
export interface Store {
  readonly users: Users;
  readonly journal: Journal;
  readonly keys: KeyStore;
  /** Rejects with VST_STORE_UNAVAILABLE when the records cannot be read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

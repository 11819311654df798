import type { Actor } from './users.ts';

/** What people of an institution set for themselves, by name, as JSON; the shapes are the directory's. */
export interface StoredSettings {
  readonly values: Readonly<Record<string, unknown>>;
  /** Counts changes from 0; a writer names the version she read. */
  readonly version: number;
}

/** @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL */
export interface SettingsStore {
  read(institution: string): Promise<StoredSettings>;
  /**
   * Sets (or, with `undefined`, takes away) these names in one transaction with an audit entry of action
   * `settings-changed`.
   *
   * @throws VestibuleError VST_SETTINGS_CHANGED when the version no longer stands
   */
  write(
    institution: string,
    version: number,
    changes: Readonly<Record<string, unknown>>,
    actor: Actor,
  ): Promise<StoredSettings>;
  /** The next number of a sequence, each given once on whichever node; the first is `from`. Gaps are possible. */
  nextNumber(institution: string, sequence: string, from: number): Promise<number>;
  /** What `nextNumber` would give; undefined before the first. */
  peekNumber(institution: string, sequence: string): Promise<number | undefined>;
  /** Makes `next` what `nextNumber` gives next, with an audit entry of action `sequence-set`. */
  setNumber(institution: string, sequence: string, next: number, actor: Actor): Promise<void>;
}

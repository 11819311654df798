import type { Trace } from '../resolution.ts';

/** One line a release or an administrative act; identifiers stand in clear, for those with the role. */
export interface AuditEntry {
  readonly at: number;
  readonly institution: string;
  readonly action: string;
  readonly actor: string;
  readonly userId?: string | undefined;
  readonly relyingParty?: string | undefined;
  readonly trace?: string | undefined;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/**
 * What happened: traces (sealed, kept 30 days) and the audit. On embedded stores it is a file of its own, so that a
 * sign-in never waits for an import.
 */
export interface Journal {
  writeTrace(trace: Trace): Promise<void>;
  /** A trace by its code, in the institution that it belongs to. */
  trace(institution: string, code: string): Promise<Trace | undefined>;
  /** A trace by its code alone, for the operator at the command line. */
  anyTrace(code: string): Promise<Trace | undefined>;
  audit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  auditOf(institution: string, limit: number): Promise<readonly AuditEntry[]>;
  /** Drops traces older than the given time, in small batches. Returns how many. */
  dropTracesBefore(epochMs: number): Promise<number>;
}

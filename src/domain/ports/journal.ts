import type { Trace } from '../resolution.ts';

/** One decision: a sign-in, a release, the end of a session, the reading of a trace; or an administrative act. */
export interface AuditEntry {
  readonly at: number;
  readonly institution: string;
  readonly action: string;
  /** A user id, `operator`, `system`, or `nobody` before proof; never an identifier, which could not be erased. */
  readonly actor: string;
  /** The interface it came by: the door of a sign-in, `cli` … */
  readonly via?: string | undefined;
  readonly userId?: string | undefined;
  readonly relyingParty?: string | undefined;
  readonly trace?: string | undefined;
  /** Identifiers stand here in clear, for those with the role; erased with the person. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/**
 * What happened: traces (sealed, kept 30 days) and the audit of decisions, a chain an institution (see `AuditTrail`). On
 * embedded stores it is a file of its own, so that a sign-in never waits for an import.
 */
export interface Journal {
  /**
   * @param entry the decision that the trace explains, written in the same transaction
   * @throws VestibuleError VST_INTERNAL when the code is in use: what happened is never overwritten
   */
  writeTrace(trace: Trace, entry?: AuditEntry): Promise<void>;
  /** A trace by its code, in the institution that it belongs to. */
  trace(institution: string, code: string): Promise<Trace | undefined>;
  /** A trace by its code alone, for the operator at the command line. */
  anyTrace(code: string): Promise<Trace | undefined>;
  /** All traces of an institution that can be opened, in the order of their codes; read in pages. */
  traces(institution: string): AsyncIterable<Trace>;
  /** Written when this resolves. What waits at the same time is written together. */
  audit(entry: AuditEntry): Promise<void>;
  /** Newest first, by the order of writing. */
  auditOf(institution: string, limit: number): Promise<readonly AuditEntry[]>;
  /** Drops traces older than the given time, in small batches. Returns how many. */
  dropTracesBefore(epochMs: number): Promise<number>;
  /** Drops these traces. Returns how many there were. */
  dropTraces(institution: string, codes: readonly string[]): Promise<number>;
}

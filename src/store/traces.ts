import { sql } from 'kysely';
import { VestibuleError } from '../domain/errors.ts';
import type { AuditEntry } from '../domain/ports/journal.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Trace } from '../domain/resolution.ts';
import { chainedEntry } from './audit.ts';
import { type Engine, LostRace, statement } from './engine.ts';
import type { JournalWriter } from './journal-writer.ts';
import { asStorable } from './storable.ts';

const purpose = 'trace';
const dropBatch = 500;
const pageSize = 200;

interface SealedTrace {
  readonly code: string;
  readonly institution: string;
  readonly sealed: string;
}

/** Traces, sealed: the database tells when an attempt was, and nothing of what was in it. */
export function createTraces(engine: Engine, sealing: Sealing, write: JournalWriter) {
  const byCode = statement<{ code: string }, SealedTrace>(({ code }) =>
    engine.db.selectFrom('traces').select(['code', 'institution', 'sealed']).where('code', '=', code).compile(),
  );

  function opened({ code, institution, sealed }: SealedTrace): Trace {
    const trace = JSON.parse(sealing.open(purpose, sealed)) as Trace;
    if (trace.code === code && trace.institution === institution) return trace;
    throw new VestibuleError('VST_SEAL_BROKEN', 'A trace stands under another code than it was sealed with');
  }

  async function anyTrace(code: string): Promise<Trace | undefined> {
    const [row] = await engine.all(byCode, { code: asStorable(code) });
    return row === undefined ? undefined : opened(row);
  }

  async function* traces(institution: string): AsyncGenerator<Trace> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: readonly (SealedTrace & { code: string })[] = await engine.db
        .selectFrom('traces')
        .select(['code', 'institution', 'sealed'])
        .where('code', '>', after)
        .orderBy('code')
        .limit(pageSize)
        .execute();
      for (const row of rows) {
        const trace = row.institution === institution ? ifOpened(() => opened(row)) : undefined;
        if (trace !== undefined) yield trace;
      }
      after = rows.at(-1)?.code;
    }
  }

  return {
    anyTrace,
    traces,
    trace: async (institution: string, code: string): Promise<Trace | undefined> => {
      const trace = await anyTrace(code);
      return trace?.institution === institution ? trace : undefined;
    },
    writeTrace: async (trace: Trace, entry?: AuditEntry): Promise<void> => {
      const { code, institution, at } = trace;
      const row = { code, institution, at, sealed: sealing.seal(purpose, JSON.stringify(trace)) };
      try {
        await write(institution, { trace: row, ...(entry === undefined ? {} : { entry: chainedEntry(entry) }) });
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
        throw new VestibuleError('VST_INTERNAL', 'A trace stands under this code already', {}, { cause: error });
      }
    },
    dropTracesBefore: async (epochMs: number): Promise<number> => {
      for (let dropped = 0; ; await engine.pause()) {
        const batch = await engine.transaction(({ db }) =>
          db
            .deleteFrom('traces')
            .where(
              'code',
              'in',
              sql<string>`(select code from traces where at < ${epochMs} limit ${sql.lit(dropBatch)})`,
            )
            .executeTakeFirstOrThrow(),
        );
        dropped += Number(batch.numDeletedRows);
        if (batch.numDeletedRows < dropBatch) return dropped;
      }
    },
    dropTraces: async (institution: string, codes: readonly string[]): Promise<number> => {
      let dropped = 0;
      for (let from = 0; from < codes.length; from += dropBatch) {
        if (from > 0) await engine.pause();
        const batch = codes.slice(from, from + dropBatch);
        const { numDeletedRows } = await engine.transaction(({ db }) =>
          db
            .deleteFrom('traces')
            .where('code', 'in', batch)
            .where('institution', '=', institution)
            .executeTakeFirstOrThrow(),
        );
        dropped += Number(numDeletedRows);
      }
      return dropped;
    },
  };
}

/** A trace that was sealed under a key of before, or changed, is nobody's to read. */
function ifOpened(open: () => Trace): Trace | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_SEAL_BROKEN') return undefined;
    throw error;
  }
}

import { sql } from 'kysely';
import { VestibuleError } from '../domain/errors.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Trace } from '../domain/resolution.ts';
import { type Engine, LostRace, statement } from './engine.ts';
import { asStorable } from './storable.ts';

const purpose = 'trace';
const dropBatch = 500;

/** Traces, sealed: the database tells when an attempt was, and nothing of what was in it. */
export function createTraces(engine: Engine, sealing: Sealing) {
  const byCode = statement<{ code: string }, { institution: string; sealed: string }>(({ code }) =>
    engine.db.selectFrom('traces').select(['institution', 'sealed']).where('code', '=', code).compile(),
  );

  async function anyTrace(code: string): Promise<Trace | undefined> {
    const [row] = await engine.all(byCode, { code: asStorable(code) });
    if (row === undefined) return undefined;
    const trace = JSON.parse(sealing.open(purpose, row.sealed)) as Trace;
    if (trace.code === code && trace.institution === row.institution) return trace;
    throw new VestibuleError('VST_SEAL_BROKEN', 'A trace stands under another code than it was sealed with');
  }

  return {
    anyTrace,
    trace: async (institution: string, code: string): Promise<Trace | undefined> => {
      const trace = await anyTrace(code);
      return trace?.institution === institution ? trace : undefined;
    },
    /** @throws VestibuleError VST_INTERNAL when the code is in use: what happened is never overwritten */
    writeTrace: async (trace: Trace): Promise<void> => {
      const { code, institution, at } = trace;
      const sealed = sealing.seal(purpose, JSON.stringify(trace));
      try {
        await engine.transaction((tx) => tx.insertAll('traces', [{ code, institution, at, sealed }]));
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
  };
}

import { VestibuleError } from '../../domain/errors.ts';
import type { RawRecord } from './broken-file.ts';
import type { CsvColumns } from './csv-records.ts';
import { utf8Text } from './utf8-text.ts';

export type FileEnd =
  | { readonly type: 'whole' }
  /** The file could not be read further. */
  | { readonly type: 'broken'; readonly message: string; readonly line: number }
  | { readonly type: 'stopped' };

/** The records of a file of either format; `bytes` counts what was read. A reader is imported when a file needs it. */
export async function* fileRecords(
  source: AsyncIterable<Uint8Array>,
  format: 'json' | 'csv',
  bytes: { count: number },
): AsyncGenerator<RawRecord> {
  const text = utf8Text(counted(source, bytes));
  if (format === 'json') yield* (await import('./json-records.ts')).jsonRecords(text);
  else yield* (await import('./csv-records.ts')).csvRecords(text);
}

/** The rows of a CSV file with columns of its own. */
export async function* tableRows(
  source: AsyncIterable<Uint8Array>,
  columns: CsvColumns,
  bytes: { count: number },
): AsyncGenerator<RawRecord> {
  yield* (await import('./csv-records.ts')).csvRecords(utf8Text(counted(source, bytes)), columns);
}

async function* counted(source: AsyncIterable<Uint8Array>, bytes: { count: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    bytes.count += chunk.length;
    yield chunk;
  }
}

/**
 * Hands on record after record. Tells a file that cannot be read further from a store that fails while its records are written.
 *
 * @throws what `take` throws, and what the source throws
 */
export async function eachRecord(
  records: AsyncGenerator<RawRecord>,
  take: (record: RawRecord) => Promise<'go on' | 'stop'>,
): Promise<FileEnd> {
  try {
    for (;;) {
      const next = await nextOf(records);
      if (next instanceof VestibuleError)
        return { type: 'broken', message: next.message, line: Number(next.detail['line'] ?? 1) };
      if (next.done === true) return { type: 'whole' };
      if ((await take(next.value)) === 'stop') return { type: 'stopped' };
    }
  } finally {
    await records.return(undefined);
  }
}

async function nextOf(records: AsyncGenerator<RawRecord>): Promise<IteratorResult<RawRecord> | VestibuleError> {
  try {
    return await records.next();
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_USER_INVALID') return error;
    throw error;
  }
}

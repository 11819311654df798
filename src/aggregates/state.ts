// What is known of the reading of one aggregate beside the file itself, shared by the processes of one machine.
import { readFile, rename, writeFile } from 'node:fs/promises';

export interface ReadingState {
  /** Epoch milliseconds: the server last said that this is what it publishes. */
  readonly checkedAt: number;
  /** Epoch milliseconds: what is in force was read. */
  readonly readAt: number;
  readonly refreshAfter: number;
  /** What went wrong last; absent when it went well. */
  readonly fault?: string | undefined;
  /** Of the answer in force, for the next call. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export const nothingRead: ReadingState = { checkedAt: 0, readAt: 0, refreshAfter: 0 };

/** One that cannot be read counts as none: the aggregate is then read anew. */
export async function readState(file: string): Promise<ReadingState> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    return { ...nothingRead, ...(JSON.parse(text) as Partial<ReadingState>) };
  } catch {
    return nothingRead;
  }
}

export async function writeState(file: string, state: ReadingState): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, JSON.stringify(state), { mode: 0o600 });
  await rename(next, file);
}

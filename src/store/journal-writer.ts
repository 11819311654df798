// Decisions are written in groups: while one transaction of an institution is under way, everything that comes waits,
// and the next transaction takes it all. So a sign-in waits for at most two transactions however many others sign in,
// and the head of the chain is locked once for all of them.
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Random } from '../domain/ports/random.ts';
import { appendToChain, type NewEntry } from './chain.ts';
import { type Engine, LostRace, type Transaction } from './engine.ts';
import type { TracesTable } from './schema.ts';

/** What one caller wants written, all of it or nothing. */
export interface JournalLine {
  readonly trace?: TracesTable;
  readonly entry?: NewEntry;
}

/** Resolves when the line is committed. @throws LostRace when another trace stands under the code */
export type JournalWriter = (institution: string, line: JournalLine) => Promise<void>;

interface Waiting {
  readonly line: JournalLine;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Lines a transaction takes: others who write, and the event loop, hardly notice. */
const groupMax = 250;
const racesMax = 3;

export function createJournalWriter(engine: Engine, random: Random): JournalWriter {
  /** Of every institution whose lines are being written: what waits for the next transaction. */
  const queues = new Map<string, Waiting[]>();

  async function drain(institution: string, queue: Waiting[]): Promise<void> {
    // Requests that are read in the same turn of the event loop share the first transaction.
    await turnOfTheLoop();
    while (queue.length > 0) await writeGroup(institution, queue.splice(0, groupMax));
    queues.delete(institution);
  }

  async function writeGroup(institution: string, group: readonly Waiting[]): Promise<void> {
    try {
      const lines = group.map(({ line }) => line);
      await untilWritten(() => engine.transaction((transaction) => write(transaction, institution, lines)));
      for (const { resolve } of group) resolve();
    } catch (error) {
      const [only, ...others] = group;
      if (error instanceof LostRace && others.length > 0) {
        // One of them stands in the way of the others, and nobody knows which: each for itself.
        for (const waiting of group) await writeGroup(institution, [waiting]);
        return;
      }
      only?.reject(error);
      for (const { reject } of others) reject(error);
    }
  }

  async function write(transaction: Transaction, institution: string, lines: readonly JournalLine[]): Promise<void> {
    await transaction.insertAll(
      'traces',
      lines.flatMap(({ trace }) => trace ?? []),
    );
    const entries = lines.flatMap(({ entry }) => entry ?? []);
    await appendToChain(transaction, 'decisions', institution, entries, random);
  }

  return (institution, line) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(institution);
      if (queue !== undefined) {
        queue.push({ line, resolve, reject });
        return;
      }
      const first = [{ line, resolve, reject }];
      queues.set(institution, first);
      void drain(institution, first);
    });
}

/** On PostgreSQL the server may end one of two transactions that met: it is simply run again. */
async function untilWritten(work: () => Promise<void>): Promise<void> {
  for (let races = 1; ; races++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof LostRace) || races === racesMax) throw error;
    }
  }
}

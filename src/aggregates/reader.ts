// Reads what was written of one aggregate. The file is replaced whole: who has it open goes on reading the old one, and
// looks every second whether there is another.
import { stat } from 'node:fs/promises';
import type { AggregateEntry, AggregatePage } from '../domain/ports/aggregates.ts';
import type { Clock } from '../domain/ports/clock.ts';
import { searchWords } from '../domain/search-words.ts';
import { openSqliteFile, type SqliteDatabase } from '../sqlite.ts';
import type { WrittenFacts } from './written.ts';

const lookEveryMs = 1000;
const wordsMax = 8;

export interface ReadFacts extends WrittenFacts {
  readonly count: number;
}

interface Opened {
  readonly database: SqliteDatabase;
  readonly version: string;
  readonly facts: ReadFacts;
  readonly languages: ReadonlySet<string>;
}

export class AggregateReader {
  readonly #file: string;
  readonly #clock: Clock;
  #opened: Opened | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** Undefined where nothing is held. One that has ended still says so: whether it counts is for the caller to say. */
  async facts(): Promise<ReadFacts | undefined> {
    return (await this.#current())?.facts;
  }

  async entity(entityId: string): Promise<string | undefined> {
    const opened = await this.#current();
    const row = opened?.database.prepare('SELECT facts FROM entity WHERE entity_id = ?').get(entityId);
    return row === undefined ? undefined : String(row['facts']);
  }

  async page(language: string, query: string, offset: number, limit: number): Promise<AggregatePage> {
    const opened = await this.#current();
    if (opened === undefined) return { entries: [], total: 0 };
    const { database, languages } = opened;
    const listed =
      [language.toLowerCase().split('-')[0] ?? '', 'en', ...languages].find((tag) => languages.has(tag)) ?? '';
    const words = searchWords(query).slice(0, wordsMax);
    if (words.length === 0) {
      const all = database.prepare('SELECT count(*) AS n FROM listing WHERE language = ?').get(listed);
      const rows = database
        .prepare('SELECT * FROM listing WHERE language = ? AND position >= ? ORDER BY position LIMIT ?')
        .all(listed, offset, limit);
      return { entries: rows.map(entryOf), total: Number(all?.['n'] ?? 0) };
    }
    // Words are letters and digits only: nothing of the query language gets in.
    const match = words.map((word) => `"${word}"*`).join(' ');
    const total = database.prepare('SELECT count(*) AS n FROM words WHERE words MATCH ?').get(match);
    // As a set, found once: a join would ask the index anew for every row of the list.
    const rows = database
      .prepare(
        `SELECT * FROM listing WHERE language = ? AND entity IN (SELECT rowid FROM words WHERE words MATCH ?)
         ORDER BY position LIMIT ? OFFSET ?`,
      )
      .all(listed, match, limit, offset);
    return { entries: rows.map(entryOf), total: Number(total?.['n'] ?? 0) };
  }

  /** Looks at once when it is asked next. */
  forget(): void {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
    this.forget();
  }

  async #current(): Promise<Opened | undefined> {
    const now = this.#clock.now();
    if (this.#opened !== undefined && now - this.#lookedAt < lookEveryMs) return this.#opened;
    const standing = await stat(this.#file).catch(() => undefined);
    const version = standing === undefined ? undefined : `${standing.ino}:${standing.mtimeMs}:${standing.size}`;
    this.#lookedAt = now;
    if (version === this.#opened?.version) return this.#opened;
    this.close();
    this.#lookedAt = now;
    if (version !== undefined) this.#opened = this.#open(version);
    return this.#opened;
  }

  /** One that cannot be read is as good as none; it is replaced when it is due. */
  #open(version: string): Opened | undefined {
    let database: SqliteDatabase | undefined;
    try {
      database = openSqliteFile({ file: this.#file, synchronous: 'NORMAL', busyTimeoutMs: 100, readOnly: true });
      const values = new Map(
        database
          .prepare('SELECT name, value FROM facts')
          .all()
          .map(({ name, value }) => [name, value]),
      );
      const facts = {
        ...(JSON.parse(String(values.get('facts'))) as WrittenFacts),
        count: Number(values.get('count')),
      };
      const tags = database.prepare('SELECT DISTINCT language FROM listing').all();
      return { database, version, facts, languages: new Set(tags.map(({ language }) => String(language))) };
    } catch {
      database?.close();
      return undefined;
    }
  }
}

function entryOf(row: Readonly<Record<string, unknown>>): AggregateEntry {
  return { entityId: String(row['entity_id']), name: String(row['name']), hasLogo: row['has_logo'] === 1 };
}

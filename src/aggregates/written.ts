// The file an aggregate is kept in: written once by the process that verified it, then only read. SQLite, because a node
// then holds none of it in memory, and any number of processes read it.
import { searchWords } from '../domain/search-words.ts';
import { openSqliteFile, type SqliteDatabase } from '../sqlite.ts';

/** What is kept of one identity provider; `facts` is the format's own reading. */
export interface WrittenEntity {
  readonly entityId: string;
  readonly facts: string;
  /** By language tag; may be empty. */
  readonly names: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  readonly hasLogo: boolean;
  readonly isHidden: boolean;
}

export interface WrittenFacts {
  readonly validUntil: number;
  readonly ignored: readonly string[];
  readonly ignoredCount: number;
}

interface Shown extends Pick<WrittenEntity, 'entityId' | 'names' | 'hasLogo'> {
  readonly id: number;
}

const schema = `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE entity (id INTEGER PRIMARY KEY, entity_id TEXT NOT NULL UNIQUE, facts TEXT NOT NULL);
  CREATE TABLE listing (
    language TEXT NOT NULL, position INTEGER NOT NULL, entity INTEGER NOT NULL, entity_id TEXT NOT NULL,
    name TEXT NOT NULL, has_logo INTEGER NOT NULL, PRIMARY KEY (language, position)
  ) WITHOUT ROWID;
  CREATE INDEX listing_of_entity ON listing (language, entity, position);
  CREATE VIRTUAL TABLE words USING fts5(text, content='', detail='none', prefix='1 2 3 4', tokenize='unicode61 remove_diacritics 0');
`;

/**
 * @param facts called when every entity was read
 * @returns how many there are
 */
export function writeEntities(
  file: string,
  entities: Iterable<WrittenEntity>,
  languages: readonly string[],
  facts: () => WrittenFacts,
): number {
  const database = openSqliteFile({ file, synchronous: 'NORMAL', busyTimeoutMs: 1000 });
  try {
    // It is renamed when it is whole, and so must be one file.
    database.exec('PRAGMA journal_mode = delete');
    database.exec(schema);
    database.exec('BEGIN');
    const { shown, count } = writeEach(database, entities);
    for (const language of languages) writeListing(database, language, shown);
    const put = database.prepare('INSERT INTO facts (name, value) VALUES (?, ?)');
    put.run('count', String(count));
    put.run('facts', JSON.stringify(facts()));
    database.exec('COMMIT');
    return count;
  } finally {
    database.close();
  }
}

function writeEach(database: SqliteDatabase, entities: Iterable<WrittenEntity>): { shown: Shown[]; count: number } {
  const insert = database.prepare('INSERT INTO entity (id, entity_id, facts) VALUES (?, ?, ?)');
  const index = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  const shown: Shown[] = [];
  let count = 0;
  for (const { entityId, facts, names, scopes, hasLogo, isHidden } of entities) {
    const id = ++count;
    insert.run(id, entityId, facts);
    if (isHidden) continue;
    shown.push({ id, entityId, names, hasLogo });
    const host = hostOf(entityId);
    index.run(id, searchWords([...Object.values(names), ...scopes, host].join(' ')).join(' '));
  }
  return { shown, count };
}

function writeListing(database: SqliteDatabase, language: string, shown: readonly Shown[]): void {
  const insert = database.prepare(
    'INSERT INTO listing (language, position, entity, entity_id, name, has_logo) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const { compare } = new Intl.Collator(language);
  shown
    .map((one) => ({ ...one, name: nameIn(language, one) }))
    .toSorted((left, right) => compare(left.name, right.name))
    .forEach(({ id, entityId, name, hasLogo }, position) => {
      insert.run(language, position, id, entityId, name, hasLogo ? 1 : 0);
    });
}

/** In the language, or else in English, or else as it calls itself anywhere; one without a name is its host. */
function nameIn(language: string, { names, entityId }: Shown): string {
  const tags = Object.keys(names);
  const of = (wanted: string) => tags.find((tag) => tag.toLowerCase().split('-')[0] === wanted);
  const tag = of(language) ?? of('en') ?? tags[0];
  return (tag === undefined ? undefined : names[tag]) ?? hostOf(entityId);
}

function hostOf(entityId: string): string {
  const host = URL.canParse(entityId) ? new URL(entityId).host : '';
  return host === '' ? entityId : host;
}

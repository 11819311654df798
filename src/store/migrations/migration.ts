/** The few words in which the engines' data definition differs. */
export interface Words {
  /** Text compared byte by byte. */
  readonly text: string;
  /** A whole number that holds epoch milliseconds. */
  readonly whole: string;
  /** A primary key that counts upwards by itself. */
  readonly counter: string;
  /** After the closing bracket of a table, of one whose rows lie in the order of its primary key, too. */
  readonly table: string;
  readonly clustered: string;
  /** Columns of an index that finds the rows of a user, chosen so that the planner prefers it without statistics. */
  readonly byUser: string;
  /** Where a text stands in another, counted from 1; 0 where it does not. Takes the other text first. */
  readonly positionOf: string;
}

/** Rows of a new table that are made of rows which stand already. */
export interface Fill {
  readonly from: string;
  readonly columns: readonly string[];
  readonly into: string;
  /** @returns rows that all have the same columns */
  readonly rows: (row: Readonly<Record<string, string | null>>) => readonly Readonly<Record<string, string>>[];
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Which file it belongs to where the engine keeps two. */
  readonly part: 'records' | 'journal';
  readonly statements: (words: Words) => readonly string[];
  /** After the statements, in the same transaction and in constant memory. */
  readonly fill?: Fill;
}

export const sqliteWords: Words = {
  text: 'text',
  whole: 'integer',
  counter: 'integer primary key',
  table: ' strict',
  clustered: ' strict, without rowid',
  byUser: '(user_id)',
  positionOf: 'instr',
};

export const postgresWords: Words = {
  text: 'text collate "C"',
  whole: 'bigint',
  counter: 'bigint generated always as identity primary key',
  table: '',
  clustered: '',
  byUser: '(user_id, institution)',
  positionOf: 'strpos',
};

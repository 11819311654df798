import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LostRace } from '../../../src/store/engine.ts';
import { breaksConnection, fromPostgres } from '../../../src/store/postgres-fault.ts';
import { fromSqlite } from '../../../src/store/sqlite-fault.ts';

const postgres = (code: string, message = 'words of the server') => Object.assign(new Error(message), { code });
const sqlite = (errcode: number) => Object.assign(new Error('words of SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });

const outcome = (error: unknown) => {
  if (error instanceof LostRace) return 'lost race';
  return error instanceof Error && 'code' in error ? error.code : error;
};

describe('an error of PostgreSQL', () => {
  const cases = [
    ['a full disk', '53100', 'VST_STORE_FULL'],
    ['a damaged page', 'XX001', 'VST_STORE_CORRUPT'],
    ['too many connections', '53300', 'VST_STORE_UNAVAILABLE'],
    ['a server that shuts down', '57P01', 'VST_STORE_UNAVAILABLE'],
    ['a server that starts up', '57P03', 'VST_STORE_UNAVAILABLE'],
    ['a statement that took too long', '57014', 'VST_STORE_UNAVAILABLE'],
    ['a standby after a failover', '25006', 'VST_STORE_UNAVAILABLE'],
    ['a refused password', '28P01', 'VST_STORE_UNAVAILABLE'],
    ['a missing database', '3D000', 'VST_STORE_UNAVAILABLE'],
    ['a key that stands', '23505', 'lost race'],
    ['a deadlock', '40P01', 'lost race'],
    ['a broken rule', '23514', 'VST_USER_INVALID'],
  ] as const;
  for (const [what, state, expected] of cases)
    test(`${what} becomes ${expected}`, () => {
      assert.equal(outcome(fromPostgres(postgres(state))), expected);
    });

  test('a lost connection becomes VST_STORE_UNAVAILABLE, whoever words it', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const own = ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'];
    for (const error of [refused, new AggregateError([refused]), ...own.map((words) => new Error(words))])
      assert.equal(outcome(fromPostgres(error)), 'VST_STORE_UNAVAILABLE', error.message);
  });

  test('a fault of ours stays what it is', () => {
    const fault = new TypeError('x is not a function');
    assert.equal(fromPostgres(fault), fault);
    const syntax = postgres('42601');
    assert.equal(fromPostgres(syntax), syntax);
  });

  test('a connection is used again after a broken rule, and not after a failover or a lost answer', () => {
    assert.equal(breaksConnection(postgres('23505')), false);
    assert.equal(breaksConnection(postgres('25006')), true);
    assert.equal(breaksConnection(postgres('57P01')), true);
    assert.equal(breaksConnection(new Error('Query read timeout')), true);
  });
});

describe('an error of SQLite', () => {
  const cases = [
    ['a full disk', 13, 'VST_STORE_FULL'],
    ['damage', 11, 'VST_STORE_CORRUPT'],
    ['a file that is no database', 26, 'VST_STORE_CORRUPT'],
    ['a lock', 5, 'VST_STORE_UNAVAILABLE'],
    ['a failing disk', 10 + (3 << 8), 'VST_STORE_UNAVAILABLE'],
    ['a file that cannot be opened', 14, 'VST_STORE_UNAVAILABLE'],
    ['a read-only disk', 8, 'VST_STORE_UNAVAILABLE'],
    ['a key that stands', 2067, 'lost race'],
    ['a primary key that stands', 1555, 'lost race'],
    ['a broken rule', 275, 'VST_USER_INVALID'],
  ] as const;
  for (const [what, errcode, expected] of cases)
    test(`${what} becomes ${expected}`, () => {
      assert.equal(outcome(fromSqlite(sqlite(errcode))), expected);
    });

  test('a mistake in a statement stays what it is', () => {
    const mistake = sqlite(1);
    assert.equal(fromSqlite(mistake), mistake);
  });
});

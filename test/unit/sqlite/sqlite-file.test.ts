import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSqliteFile } from '../../../src/sqlite.ts';

function scratchFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-sqlite-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, 'some.sqlite');
}

/** The locks that this process has on a file, as Linux tells them. */
function locksOn(file: string): number {
  const inode = statSync(file).ino;
  const lines = readFileSync('/proc/locks', 'utf8').split('\n');
  return lines.filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${inode} `)).length;
}

const onLinux = { skip: process.platform === 'linux' ? false : 'locks are read from /proc' };

test(
  'keeps its lock on a file when another connection opens it: whoever leaves sees that it is in use',
  onLinux,
  (t) => {
    const file = scratchFile(t);
    const settings = { file, synchronous: 'FULL', busyTimeoutMs: 1000 } as const;
    using writer = openSqliteFile(settings);
    writer.exec('create table things (name text)');
    assert.equal(locksOn(file), 1);
    using reader = openSqliteFile(settings);
    assert.deepEqual(reader.prepare('select * from things').all(), []);
    assert.equal(locksOn(file), 1);
  },
);

test('makes a file that only its owner reads, and opens one that stands', (t) => {
  const file = scratchFile(t);
  const settings = { file, synchronous: 'NORMAL', busyTimeoutMs: 1000 } as const;
  using first = openSqliteFile(settings);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  first.exec("create table things (name text); insert into things values ('one')");
  using second = openSqliteFile(settings);
  assert.equal(second.prepare('select name from things').get()?.['name'], 'one');
});

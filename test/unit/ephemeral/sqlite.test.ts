import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Clock } from '../../../src/domain/ports/clock.ts';
import type { Ephemeral } from '../../../src/domain/ports/ephemeral.ts';
import { openSqliteEphemeral } from '../../../src/ephemeral/sqlite.ts';
import { openSqliteFile } from '../../../src/sqlite.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';

const space = 'unit';
const start = Date.UTC(2026, 0, 1);

async function directoryFor(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

async function openFor(t: TestContext, directory: string, clock: Clock): Promise<Ephemeral> {
  const ephemeral = await openSqliteEphemeral({ directory, clock });
  t.after(() => ephemeral.close());
  return ephemeral;
}

function raw(t: TestContext, directory: string) {
  const file = join(directory, 'ephemeral.sqlite');
  const database = openSqliteFile({ file, synchronous: 'NORMAL', busyTimeoutMs: 1000 });
  t.after(() => database.close());
  return database;
}

test('only the owner can read the files', async (t) => {
  const directory = await directoryFor(t);
  const ephemeral = await openFor(t, join(directory, 'data'), { now: () => start });
  await ephemeral.put(space, 'key', 'value', 60);
  for (const name of ['ephemeral.sqlite', 'ephemeral.sqlite-wal', 'ephemeral.sqlite-shm']) {
    assert.equal((await stat(join(directory, 'data', name))).mode & 0o777, 0o600, name);
  }
});

test('keeps its records when it is closed and opened again', async (t) => {
  const directory = await directoryFor(t);
  const before = await openFor(t, directory, { now: () => start });
  await before.put(space, 'key', 'value', 60);
  await before.close();
  const after = await openFor(t, directory, { now: () => start + 59_000 });
  assert.equal(await after.get(space, 'key'), 'value');
});

test('a record that was over stays over when the clock is set back', async (t) => {
  let time = start;
  const ephemeral = await openFor(t, await directoryFor(t), { now: () => time });
  await ephemeral.put(space, 'key', 'value', 60);
  time = start + 61_000;
  assert.equal(await ephemeral.get(space, 'key'), undefined);
  time = start - 3_600_000;
  assert.equal(await ephemeral.get(space, 'key'), undefined);
});

test('a record that was over stays over for a process that starts after the clock was set back', async (t) => {
  const directory = await directoryFor(t);
  const before = await openFor(t, directory, { now: () => start });
  await before.put(space, 'key', 'value', 60);
  await before.close();
  await (await openFor(t, directory, { now: () => start + 61_000 })).get(space, 'other');
  const after = await openFor(t, directory, { now: () => start });
  assert.equal(await after.get(space, 'key'), undefined);
});

test('a record lives on when the clock is set back, and as long as it was given', async (t) => {
  let time = start;
  const directory = await directoryFor(t);
  const one = await openFor(t, directory, { now: () => time });
  const idle = await openFor(t, directory, { now: () => time });
  await idle.put(space, 'earlier', 'value', 60);
  time += 30_000;
  await one.put(space, 'key', 'value', 60);
  time -= 3_600_000;
  await one.put(space, 'later', 'value', 60);
  time += 29_000;
  assert.equal(await idle.get(space, 'earlier'), 'value');
  time += 2000;
  assert.equal(await idle.get(space, 'earlier'), undefined);
  time += 28_000;
  for (const key of ['key', 'later']) assert.equal(await idle.get(space, key), 'value', key);
  time += 2000;
  for (const key of ['key', 'later']) assert.equal(await idle.get(space, key), undefined, key);
});

test('what is over is swept while others are written', async (t) => {
  let time = start;
  const directory = await directoryFor(t);
  const ephemeral = await openFor(t, directory, { now: () => time });
  for (let i = 0; i < 500; i++) await ephemeral.put(space, `old ${i}`, 'value', 60);
  time += 61_000;
  for (let i = 0; i < 300; i++) await ephemeral.put(space, `new ${i}`, 'value', 60);
  const [row] = raw(t, directory).prepare('SELECT count(*) AS rows FROM record').all();
  assert.equal(row?.['rows'], 300);
});

test('waits for another process that writes, without blocking this one', async (t) => {
  const directory = await directoryFor(t);
  const ephemeral = await openFor(t, directory, { now: () => start });
  const other = raw(t, directory);
  other.exec('BEGIN IMMEDIATE');
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 10);
  t.after(() => clearInterval(ticking));
  const writing = ephemeral.put(space, 'key', 'value', 60);
  await new Promise((done) => setTimeout(done, 300));
  other.exec('COMMIT');
  await writing;
  assert.equal(await ephemeral.get(space, 'key'), 'value');
  assert.ok(ticks >= 8, `${ticks} ticks of 10 ms in 300 ms`);
});

test('says that there is no room, keeps what it has, and goes on when there is', async (t) => {
  const directory = await directoryFor(t);
  const ephemeral = await openFor(t, directory, { now: () => start });
  await ephemeral.put(space, 'kept', 'value', 60);
  await ephemeral.close();
  // The bound is kept by a connection, so a trigger stands in for the full disk of ours: RAISE cannot give SQLITE_FULL,
  // a table that has reached the largest rowid can.
  const other = raw(t, directory);
  other.exec(`CREATE TABLE room (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
    INSERT INTO room VALUES (9223372036854775807);
    CREATE TRIGGER no_room BEFORE INSERT ON record BEGIN INSERT INTO room (id) VALUES (NULL); END;`);
  const again = await openFor(t, directory, { now: () => start });
  await assert.rejects(again.put(space, 'key', 'value', 60), (error) => {
    assert.ok(isCode('VST_EPHEMERAL_UNAVAILABLE')(error));
    assert.match(String(error), /no room/);
    return true;
  });
  assert.equal(await again.get(space, 'kept'), 'value');
  other.exec('DROP TRIGGER no_room');
  await again.put(space, 'key', 'value', 60);
  assert.equal(await again.get(space, 'key'), 'value');
});

test('says what to do about a damaged file', async (t) => {
  const directory = await directoryFor(t);
  await writeFile(join(directory, 'ephemeral.sqlite'), 'this is no database. '.repeat(100));
  await assert.rejects(openSqliteEphemeral({ directory, clock: { now: () => start } }), (error) => {
    assert.ok(isCode('VST_STORE_CORRUPT')(error));
    assert.match(String(error), /delete it/);
    return true;
  });
});

test('two processes that take the same 1,000 records share them without a double', async (t) => {
  const directory = await directoryFor(t);
  const ephemeral = await openFor(t, directory, { now: () => Date.now() });
  for (let i = 0; i < 1000; i++) await ephemeral.put(space, `key ${i}`, `value ${i}`, 60);
  const outputs = await Promise.all([takeAll(directory), takeAll(directory)]);
  const taken = outputs.flat();
  assert.equal(taken.length, 1000);
  assert.equal(new Set(taken).size, 1000);
  assert.ok(
    outputs.every((output) => output.length > 0),
    'both took some',
  );
});

/** Takes every record in a process of its own, once both processes are ready. */
async function takeAll(directory: string): Promise<readonly string[]> {
  const script = `
    import { openSqliteEphemeral } from ${JSON.stringify(new URL('../../../src/ephemeral/sqlite.ts', import.meta.url).href)};
    const ephemeral = await openSqliteEphemeral({ directory: ${JSON.stringify(directory)}, clock: { now: () => Date.now() } });
    await ephemeral.count('unit', 'ready', 1, 60);
    while ((await ephemeral.count('unit', 'ready', 0, 60)).count < 2) await new Promise((done) => setTimeout(done, 1));
    const taken = [];
    for (let i = 0; i < 1000; i++) taken.push(await ephemeral.take('unit', 'key ' + i));
    console.log(JSON.stringify(taken.filter((value) => value !== undefined)));
    await ephemeral.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  return JSON.parse(output) as string[];
}

// Many desks at once, and desks whose process ends in the middle.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Directory } from '../../../src/directory/deps.ts';
import { type Registration, registerPatron } from '../../../src/directory/desk/register-patron.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { openSqlite } from '../store/open-sqlite.ts';

const desk = holding('circulation-desk-operator');
const mandatory = { public: ['identifier1'] };
const sequences = {
  primary: { prefix: 'P', length: 8, order: 'sequence' },
  BARCODE: { prefix: '2', length: 10, order: 'sequence', checkDigit: 'luhn' },
};
async function opened(t: TestContext, settings: Readonly<Record<string, unknown>>): Promise<TestDirectory> {
  const held = await openTestDirectory();
  t.after(() => held.close());
  await held.directory.settings.write('demo', 0, settings, operator.actor);
  return held;
}

async function everyIdentifier({ rows }: TestDirectory): Promise<readonly string[]> {
  const found = await rows('select type, value from identifiers order by type, value');
  return found.map(({ type, value }) => `${String(type)} ${String(value)}`);
}

const person = (index: number) => ({ fields: { name: { last: `Patron ${index}` } } });

async function registerMany(directories: readonly Directory[], count: number, more: Partial<Registration> = {}) {
  const tasks = Array.from({ length: count }, async (_, index) => {
    const directory = directories[index % directories.length];
    assert.ok(directory);
    return registerPatron(directory, desk, { ...person(index), ...more });
  });
  return Promise.all(tasks);
}

describe('100 desks at once', () => {
  test('get 100 different primary identifiers and cards', async (t) => {
    const held = await opened(t, { generation: sequences, mandatory });
    const registered = await registerMany([held.directory, await held.another()], 100);
    const given = registered.flatMap(({ identifiers }) => identifiers.map(({ type, value }) => `${type} ${value}`));
    assert.equal(new Set(given).size, 200);
    assert.equal(await held.directory.users.size('demo'), 100);
    assert.deepEqual(await everyIdentifier(held), given.toSorted());
  });
  test('that send the same offered value get 100 different ones', async (t) => {
    const held = await opened(t, { generation: { primary: sequences.primary } });
    const primaryIdentifier = { value: 'P0000001', isOffered: true };
    const registered = await registerMany([held.directory, await held.another()], 100, { primaryIdentifier });
    assert.equal(new Set(registered.map(({ patron }) => patron.primaryIdentifier)).size, 100);
    assert.equal((await everyIdentifier(held)).filter((identifier) => identifier === 'primary P0000001').length, 1);
  });
  test('that type the same value register one patron', async (t) => {
    const held = await opened(t, {});
    const primaryIdentifier = { value: 'ada' };
    const tasks = Array.from({ length: 20 }, (_, index) =>
      registerPatron(held.directory, desk, { ...person(index), primaryIdentifier }).then(
        () => 'registered',
        (error: unknown) => (error instanceof VestibuleError ? error.code : error),
      ),
    );
    const ends = await Promise.all(tasks);
    assert.deepEqual(new Set(ends), new Set(['registered', 'VST_IDENTIFIER_TAKEN']));
    assert.equal(ends.filter((end) => end === 'registered').length, 1);
  });
});

describe('a crash between number and creation', () => {
  test('leaves no half user, and the number unused', async (t) => {
    const held = await opened(t, { generation: sequences, mandatory });
    const { directory } = held;
    const crashing: Directory = {
      ...directory,
      changes: {
        ...directory.changes,
        change: (institution, reads, actor, decide) =>
          directory.changes.change(institution, reads, actor, (known) => {
            decide(known);
            throw new Error('the power is gone');
          }),
      },
    };
    await assert.rejects(registerPatron(crashing, desk, person(1)), /the power is gone/);
    assert.equal(await directory.users.size('demo'), 0);
    assert.deepEqual(await everyIdentifier(held), []);
    const { patron } = await registerPatron(directory, desk, person(2));
    assert.equal(patron.primaryIdentifier, 'P0000002');
  });
  test('of the whole process leaves none either', async (t) => {
    const opened = await openSqlite();
    t.after(() => opened.close());
    await opened.store.settings.write('demo', 0, { generation: sequences, mandatory }, operator.actor);
    assert.ok('directory' in opened.records);
    const child = fork(fileURLToPath(new URL('desk-child.ts', import.meta.url)), [opened.records.directory]);
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    assert.equal(signal, 'SIGKILL');
    assert.equal(await opened.store.settings.peekNumber('demo', 'primary'), 2);
    assert.equal(await opened.store.users.size('demo'), 0);
    for (const table of ['identifiers', 'user_names', 'credentials', 'changes where user_id is not null'])
      assert.deepEqual(await opened.rows(`select 1 from ${table}`), [], table);
  });
});

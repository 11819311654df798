// `vestibule passwords set` and `pins set`, in processes of their own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { createPasswordHasher } from '../../../src/directory/password-hash.ts';
import { systemClock, systemRandom } from '../../../src/platform.ts';
import { fileOf, type WrittenInstallation, writeInstallation } from '../../support/installation.ts';

const cost = { memoryKiB: 7168, passes: 1, parallelism: 1 };
const hasher = createPasswordHasher({ ...cost, queue: 5, threads: 1, random: systemRandom, clock: systemClock });
const good = 'seven wet umbrellas';

let installation: WrittenInstallation;

before(async () => {
  installation = await writeInstallation({}, {}, fileOf([], { pins: { doors: ['sip2'] } }));
  const person = { name: { last: 'Varga' }, recordType: 'public' };
  // Of "Grüße, Ada 7", as Koha keeps it.
  const passwordHash = '$2a$08$Ro0CUfOqk6cXEKf3dyaM7OOfxbbAB4mrvax7n53p1jmLT7OFee90.';
  const file = join(installation.directory, 'users.json');
  writeFileSync(file, JSON.stringify({ users: [{ ...person, primaryIdentifier: 'ines', passwordHash }] }));
  const run = installation.run('users', 'import', '--institution', 'demo', file);
  assert.equal(await run.ended(), 0, run.output());
});
after(() => installation.remove());

async function piped(input: string, ...words: readonly string[]) {
  const run = installation.run(...words, '--institution', 'demo');
  run.child.stdin?.end(input);
  return { code: await run.ended(), output: run.output() };
}

function credential(kind: 'password' | 'pin') {
  using database = new DatabaseSync(join(installation.directory, 'data', 'records.sqlite'));
  const row = database.prepare('select hash, must_change from credentials where kind = ?').get(kind);
  return row === undefined ? undefined : { hash: String(row['hash']), mustChange: row['must_change'] === 1 };
}

describe('passwords set', () => {
  test('replaces a password taken over by what is piped in', async () => {
    assert.match(credential('password')?.hash ?? '', /^\$bcrypt\$v=2a,r=8\$/);
    const { code, output } = await piped(`${good}\n`, 'passwords', 'set', 'ines', '--must-change');
    assert.equal(code, 0, output);
    assert.match(output, /^ines has a new password/m);
    const { hash = '', mustChange } = credential('password') ?? {};
    assert.equal((await hasher.verify(good, hash)).type, 'right');
    assert.equal(mustChange, true);
    assert.doesNotMatch(output, /umbrellas/);
  });

  test('says why a password is not taken, and leaves the one of before', async () => {
    const before = credential('password');
    const weak = await piped('ines\n', 'passwords', 'set', 'ines');
    assert.equal(weak.code, 1);
    assert.match(weak.output, /VST_PASSWORD_WEAK: .*fewer than 15 characters.*a name of the user/);
    const none = await piped('', 'passwords', 'set', 'ines');
    assert.deepEqual([none.code, none.output], [1, 'The password was not given. Nothing was changed.\n']);
    assert.deepEqual(credential('password'), before);
  });

  test('takes no password among the arguments', async () => {
    const { code } = await piped('', 'passwords', 'set', 'ines', good);
    assert.equal(code, 64);
  });

  test('takes a password away', async () => {
    const { code, output } = await piped('', 'passwords', 'set', 'ines', '--remove');
    assert.deepEqual([code, output, credential('password')], [0, 'ines has no password any more.\n', undefined]);
  });
});

describe('pins set', () => {
  test('sets a PIN and takes it away', async () => {
    const set = await piped('2580', 'pins', 'set', 'ines');
    assert.deepEqual([set.code, set.output], [0, 'ines has a new PIN.\n']);
    assert.equal((await hasher.verify('2580', credential('pin')?.hash ?? '')).type, 'right');
    const refused = await piped('1234', 'pins', 'set', 'ines');
    assert.equal(refused.code, 1);
    assert.match(refused.output, /VST_PIN_INVALID: .*follow one another/);
    assert.equal((await piped('', 'pins', 'set', 'ines', '--remove')).code, 0);
    assert.equal(credential('pin'), undefined);
  });
});

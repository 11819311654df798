// Settings, roles and sets of users at the command line, on a real installation.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type WrittenInstallation, writeInstallation } from '../support/installation.ts';

let installation: WrittenInstallation;

async function run(...words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const command = installation.run(...words, '--institution', 'demo');
  const code = await command.ended();
  return { code, output: command.output() };
}

async function done(...words: readonly string[]): Promise<string> {
  const { code, output } = await run(...words);
  assert.equal(code, 0, output);
  return output;
}

before(async () => {
  installation = await writeInstallation();
  const file = join(installation.directory, 'people.csv');
  writeFileSync(file, 'primaryIdentifier,name.last,name.first\nada,Lovelace,Ada\nbo,Byron,Bo\ncy,Babbage,Cy\n');
  await done('users', 'import', file);
});
after(() => installation.remove());

describe('the commands for settings', () => {
  test('set one, show it beside the defaults, and take it away', async () => {
    assert.match(await done('settings', 'set', 'holdDays', '30'), /^holdDays: 30\n {4}For how many days/);
    const shown = await done('settings', 'show');
    assert.match(shown, /^holdDays: 30\n/m);
    assert.match(shown, /^preferredIdentifier: \["primary"\] \(default\)\n/m);
    assert.match(shown, /^auditDays: not set\n/m);
    assert.match(await done('settings', 'set', 'holdDays', '--reset'), /^holdDays: 365 \(default\)\n/);
    const { version, own } = JSON.parse(await done('settings', 'show', '--json'));
    assert.deepEqual({ version, own }, { version: 2, own: {} });
  });

  test('take nothing that is none', async () => {
    const wrong = await run('settings', 'set', 'holdDays', '"long"');
    assert.equal(wrong.code, 1);
    assert.match(wrong.output, /VST_SETTING_INVALID: holdDays: found a text, expected a number/);
    const late = await run('settings', 'set', 'holdDays', '7', '--version', '99');
    assert.match(late.output, /VST_SETTINGS_CHANGED/);
    for (const words of [
      ['holdDays'],
      ['holdDays', '7', '--reset'],
      ['holdDays', 'long'],
      ['holdDays', '7', '--version=x'],
    ])
      assert.equal((await run('settings', 'set', ...words)).code, 64, words.join(' '));
  });

  test('tell and set the next number of a sequence', async () => {
    assert.equal(await done('settings', 'next', 'BARCODE'), 'Nothing was generated for BARCODE yet.\n');
    assert.equal(await done('settings', 'next', 'BARCODE', '5000'), 'The next number for BARCODE is 5000.\n');
    assert.equal((await run('settings', 'next', 'BARCODE', '1e3')).code, 64);
    assert.match((await run('settings', 'next', 'CARD')).output, /VST_SETTING_INVALID/);
  });
});

describe('the commands for roles', () => {
  test('grant what then counts, and revoke it', async () => {
    const granted = 'Granted user-administrator in 01DEMO_INST until 2099-12-31: Ada Lovelace (ada).\n';
    assert.equal(await done('roles', 'grant', 'ada', 'user-administrator', '--until', '2099-12-31'), granted);
    assert.match(
      await done('roles', 'grant', 'bo', '32', '--scope', 'MAIN', '--as', 'ada'),
      /circulation-desk-operator in MAIN/,
    );
    await done('settings', 'set', 'holdDays', '30', '--as', 'ada');
    const refused = await run('settings', 'set', 'holdDays', '31', '--as', 'bo');
    assert.deepEqual([refused.code, /VST_NOT_ALLOWED/.test(refused.output)], [1, true]);
    const own = await run('roles', 'revoke', 'ada', '50', '--as', 'ada');
    assert.match(own.output, /VST_NOT_ALLOWED: You would take your own role/);
    assert.match(await done('roles', 'revoke', 'ada', '50', '--as', 'ada', '--force'), /^Revoked user-administrator/);
    const again = await run('roles', 'revoke', 'ada', '50');
    assert.deepEqual(again, { code: 1, output: 'Ada Lovelace (ada) does not have that role there.\n' });
  });
});

describe('the commands for sets of users', () => {
  test('make one, fill it by name and from a file, show it, empty it and remove it', async () => {
    await done('sets', 'create', 'Freshers');
    await done('sets', 'create', 'The B’s', '--search', 'b');
    const file = join(installation.directory, 'freshers.txt');
    writeFileSync(file, '\uFEFFbo\r\n\r\ncy\r\n');
    await done('sets', 'add', 'Freshers', 'ada');
    await done('sets', 'add', 'Freshers', '--file', file);
    assert.match(await done('sets', 'show', 'Freshers'), /\nada .*\nbo .*\ncy /);
    await done('sets', 'drop', 'Freshers', 'ada');
    assert.doesNotMatch(await done('sets', 'show', 'Freshers'), /ada/);
    assert.match(await done('sets', 'show', 'The B’s'), /\ncy .*\nbo /);
    assert.match(await done('sets', 'list'), /^NAME .*\nFreshers +\(list\) +operator .*\nThe B’s +b +operator /);
    await done('sets', 'remove', 'Freshers');
    assert.match((await run('sets', 'show', 'Freshers')).output, /VST_NOT_FOUND/);
    assert.equal((await run('sets', 'add', 'The B’s')).code, 64);
  });
});

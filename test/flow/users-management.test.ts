// Users made, edited, converted and locked at the command line, on a real installation.
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

const fileOf = (name: string, content: unknown) => {
  const file = join(installation.directory, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

before(async () => {
  installation = await writeInstallation();
  const sis = { accountType: 'external', owningSystem: 'SIS', name: { last: 'Varga' }, userGroup: 'UG' };
  const { code, output } = await run('users', 'import', fileOf('sis.json', [{ primaryIdentifier: 'ines', ...sis }]));
  assert.equal(code, 0, output);
});
after(() => installation.remove());

describe('the commands of user management', () => {
  test('make a user from options, and from a file', async () => {
    const options = ['--primary', 'ada', '--last', 'Lovelace', '--identifier', 'BARCODE:29301', '--field', 'gender=F'];
    const made = await run('users', 'create', ...options);
    assert.match(made.output, /^ada: created, with the internal id [0-9a-f-]{36}\n$/);
    const file = fileOf('bo.json', { primary_id: 'bo', last_name: 'Byron', record_type: 'STAFF', pin_number: '1' });
    assert.match((await run('users', 'create', file)).output, /^bo: created, .*\nNot taken over: pin_number\n$/);
  });

  test('tell every fault of a new user', async () => {
    const { code, output } = await run(
      'users',
      'create',
      '--primary',
      'ADA',
      '--type',
      'contact',
      '--identifier',
      'SHOE:1',
    );
    assert.equal(code, 1);
    assert.match(output, /^VST_FIELD_MISSING: name\.last: .* identifiers\.0: .* primaryIdentifier: .*ada \(Lovelace\)/);
  });

  test('edit fields and lists by words, and say what synchronisation leaves alone', async () => {
    const words = ['userGroup=GUEST', 'name.preferredFirst=Ina', 'emails.add=ina@x.example', 'rsLibraries=MAIN,LAW'];
    const { code, output } = await run('users', 'edit', 'ines', ...words, 'blocks.add=GENERAL:02');
    assert.equal(code, 0, output);
    assert.equal(
      output,
      'ines: changed name.preferredFirst, userGroup, rsLibraries, emails, blocks\n' +
        'Kept from synchronisation from now on: name.preferredFirst, userGroup, rsLibraries\n',
    );
    const shown = (await run('users', 'show', 'ines')).output;
    for (const text of ['GUEST', 'ina@x.example', 'MAIN, LAW', '02']) assert.match(shown, new RegExp(text));
    const cleared = await run(
      'users',
      'edit',
      'ines',
      '--clear',
      'name.preferredFirst',
      '--follow-system',
      'userGroup',
    );
    assert.equal(cleared.output, 'ines: changed name.preferredFirst\n');
    const removed = await run('users', 'edit', 'ines', 'emails.remove=#0', 'blocks.remove=02');
    assert.equal(removed.output, 'ines: changed emails, blocks\n');
  });

  test('refuse what another system manages, unless the record is opened', async () => {
    const refused = await run('users', 'edit', 'ines', 'gender=F');
    assert.equal(refused.code, 1);
    assert.match(refused.output, /^VST_FIELD_LOCKED: gender: managed by SIS/);
    const opened = await run('users', 'edit', 'ines', 'gender=F', '--open-for-update');
    assert.match(opened.output, /^ines: changed gender\nTaken back by the system .*: gender\n$/);
  });

  test('edit by a file, and refuse an older version', async () => {
    const file = fileOf('changes.json', { status: 'inactive', notes: [{ type: 'LIBRARY', text: 'gone' }] });
    const { output } = await run('users', 'edit', 'ada', '--changes', file);
    assert.equal(output, 'ada: changed status, statusDate, notes\n');
    const late = await run('users', 'edit', 'ada', 'gender=', '--if-version', '1');
    assert.match(late.output, /^VST_USER_CHANGED/);
  });

  test('convert in both directions', async () => {
    const home = await run('users', 'convert', 'ines', 'internal');
    assert.match(home.output, /^ines: internal, managed by the library\nShe has no password here/);
    assert.match((await run('users', 'convert', 'ines', 'internal')).output, /managed by the library already\n$/);
    const out = await run('users', 'convert', 'ines', 'external', '--system', 'SIS', '--give', 'primary');
    assert.equal(out.output, 'ines: external, managed by SIS\n');
  });

  test('lock and unlock', async () => {
    assert.equal(
      (await run('users', 'lock', 'bo', '--reason', 'lost')).output,
      'bo: locked, and signed out everywhere\n',
    );
    assert.match((await run('users', 'show', 'bo')).output, /Sign-in locked.*by operator, lost/);
    assert.equal((await run('users', 'unlock', 'bo')).output, 'bo: unlocked\n');
    assert.equal((await run('users', 'unlock', 'bo')).output, 'bo: was not locked\n');
  });

  test('offer identifiers by rule, and put none into a record', async () => {
    assert.match((await run('users', 'create', '--offer')).output, /no rule/);
    const ruled = await run(
      'settings',
      'set',
      'generation',
      '{"primary":{"prefix":"p","length":8,"alphabet":"digits","order":"sequence"}}',
    );
    assert.equal(ruled.code, 0, ruled.output);
    assert.match((await run('users', 'create', '--offer')).output, /^Primary identifier: p\d{7}\n$/);
    assert.match((await run('users', 'create', '--last', 'X')).output, /^VST_FIELD_MISSING: primaryIdentifier/);
  });

  for (const [words, message] of [
    [['users', 'edit', 'ada'], /nothing is to be changed/],
    [['users', 'edit', 'ada', 'gender'], /"gender" is no change/],
    [['users', 'edit', 'ada', 'emails=a@x.example'], /"emails" is no change of a list/],
    [['users', 'convert', 'ada', 'sideways'], /internal or external, not "sideways"/],
    [['users', 'create', 'none.json'], /cannot read none\.json/],
    [['users', 'create', '--identifier', '29301'], /--identifier takes TYPE:VALUE/],
    [['users', 'lock', 'ada'], /needs --reason/],
  ] as const)
    test(`refuse "${words.slice(1).join(' ')}" with exit code 64`, async () => {
      const { code, output } = await run(...words);
      assert.match(output, message);
      assert.equal(code, 64);
    });
});

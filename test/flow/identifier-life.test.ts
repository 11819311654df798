// Identifiers changed at the command line, on a real installation: each command says in one line what stands then.
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

const until = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC';

before(async () => {
  installation = await writeInstallation();
  const file = join(installation.directory, 'patrons.csv');
  writeFileSync(
    file,
    [
      'primaryIdentifier,name.last,recordType,accountType,identifier.BARCODE',
      'ada,Lovelace,public,internal,29301',
      'bo,Byron,public,internal,29302',
    ].join('\n'),
  );
  const { code, output } = await run('users', 'import', file);
  assert.equal(code, 0, output);
});
after(() => installation.remove());

describe('the commands that change identifiers', () => {
  test('attach, edit and detach one', async () => {
    const attached = await run('identifiers', 'attach', 'ada', 'BARCODE', '29309', '--note', 'second card');
    assert.deepEqual(attached, { code: 0, output: 'ada: BARCODE 29309 active, internal (second card)\n' });
    const edited = await run('identifiers', 'edit', 'ada', 'BARCODE', '29309', '--status', 'inactive', '--note', '');
    assert.deepEqual(edited, { code: 0, output: 'ada: BARCODE 29309 inactive, internal\n' });
    const detached = await run('identifiers', 'detach', 'ada', 'BARCODE', '29309');
    assert.deepEqual(detached, { code: 0, output: 'ada: BARCODE 29309 is no longer hers\n' });
  });

  test('say with whom a value collides', async () => {
    const { code, output } = await run('identifiers', 'attach', 'ada', 'BARCODE', '29302');
    assert.equal(code, 1);
    assert.equal(output, 'VST_IDENTIFIER_TAKEN: The value is taken: bo (Byron) has it as BARCODE.\n');
  });

  test('replace and retire a card', async () => {
    const replaced = await run('identifiers', 'replace', 'ada', 'BARCODE', '29301', '29311');
    const both = `^ada: BARCODE 29311 active, internal; BARCODE 29301 retired until ${until}, internal\n$`;
    assert.match(replaced.output, new RegExp(both));
    const retired = await run('identifiers', 'retire', 'ada', 'BARCODE', '29311');
    assert.match(retired.output, new RegExp(`^ada: BARCODE 29311 retired until ${until}, internal\n$`));
  });

  test('show what a rename touches, and rename', async () => {
    const dry = await run('users', 'rename', 'ada', 'lovelace', '--dry-run');
    assert.equal(dry.code, 0, dry.output);
    assert.match(dry.output, /^lovelace would be her primary identifier; ada stays an alias and does not sign in\.\n/);
    assert.match(
      dry.output,
      /\nLogin profile library finds people by the primary identifier.*\nNothing was changed\.\n$/,
    );
    const renamed = await run('users', 'rename', 'ada', 'lovelace');
    const said = 'lovelace: primary identifier active; ada stays an alias and does not sign in\n';
    assert.deepEqual(renamed, { code: 0, output: said });
    assert.match((await run('users', 'show', 'ada')).output, /lovelace/);
  });

  test('swap what two users have', async () => {
    const { code, output } = await run('users', 'swap', 'lovelace', 'bo', '--type', 'BARCODE');
    const said = 'Swapped: lovelace has BARCODE 29302 active, internal; bo has nothing\n';
    assert.deepEqual({ code, output }, { code: 0, output: said });
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ['identifiers', 'attach', 'ada', 'BARCODE', '1', '--segment', 'ours'],
      /--segment is internal or external, not "ours"/,
    ],
    [['identifiers', 'edit', 'ada', 'BARCODE', '1'], /nothing is to be changed/],
    [['identifiers', 'edit', 'ada', 'BARCODE', '1', '--status', 'retired'], /--status is active or inactive/],
    [['identifiers', 'retire', 'ada', 'BARCODE', '1', '--if-version', 'one'], /--if-version is a whole number/],
  ];
  for (const [words, message] of wrong) {
    test(`refuse "${words.slice(1).join(' ')}" with exit code 64`, async () => {
      const { code, output } = await run(...words);
      assert.equal(code, 64);
      assert.match(output, message);
    });
  }
});

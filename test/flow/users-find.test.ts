// Users found, listed and shown at the command line, on a real installation.
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

before(async () => {
  installation = await writeInstallation();
  const file = join(installation.directory, 'patrons.csv');
  writeFileSync(
    file,
    [
      'primaryIdentifier,name.last,name.first,name.preferredFirst,recordType,accountType,userGroup,identifier.BARCODE',
      'ada,Lovelace,Augusta,Ada,public,internal,UG,29301',
      'bo,Lovelace,Bo,,public,internal,PG,29302',
      'cy,Byron,Cy,,public,internal,PG,29303',
    ].join('\n'),
  );
  const { code, output } = await run('users', 'import', file);
  assert.equal(code, 0, output);
});
after(() => installation.remove());

describe('the commands that look at users', () => {
  test('find them by the beginning of a name, page by page', async () => {
    const first = await run('users', 'find', 'lovelace', '--limit', '1');
    assert.equal(first.code, 0, first.output);
    assert.match(
      first.output,
      /^PRIMARY IDENTIFIER {2}NAME {30}GROUP .*\nada {17}Lovelace, Augusta \(Ada Lovelace\) {2}UG {5}- {8}public, internal {2}active {2}-\n/,
    );
    const [, after = ''] = /--after (\S+)/.exec(first.output) ?? [];
    const second = await run('users', 'find', 'lovelace', '--limit', '1', '--after', after);
    assert.match(second.output, /^bo .*Lovelace, Bo /m);
    assert.doesNotMatch(second.output, /--after|Augusta/);
  });

  test('find them by a barcode, as JSON', async () => {
    const { output } = await run('users', 'find', '29303', '--json');
    const { users, next } = JSON.parse(output) as { users: { primaryIdentifier: string }[]; next?: string };
    assert.deepEqual([users.map(({ primaryIdentifier }) => primaryIdentifier), next], [['cy'], undefined]);
  });

  test('say that nobody was found', async () => {
    assert.deepEqual(await run('users', 'find', 'zeus'), { code: 0, output: 'Nobody was found.\n' });
  });

  test('list all', async () => {
    const { output } = await run('users', 'list');
    assert.match(output, /\nada .*\nbo .*\ncy /);
  });

  test('show one with her identifiers and what their types are called', async () => {
    const { code, output } = await run('users', 'show', 'BARCODE:29301');
    assert.equal(code, 0, output);
    assert.match(output, /^Ada Lovelace\n\nPrimary identifier +ada\nName +Augusta Lovelace\nUser group +UG\n/);
    assert.match(output, /\nPrimary identifier +ada +active +internal\nBarcode \(BARCODE\) +29301 +active/);
  });

  test('refuse in the name of a user who has no role for it', async () => {
    for (const words of [['find', 'ada'], ['list'], ['show', 'ada']]) {
      const { code, output } = await run('users', ...words, '--as', 'bo');
      assert.equal(code, 1);
      assert.match(output, /VST_NOT_ALLOWED/);
    }
  });

  test('refuse a limit that is none', async () => {
    for (const limit of ['0', '501', 'x', '1e2', '-1']) {
      const { code, output } = await run('users', 'list', `--limit=${limit}`);
      assert.equal(code, 64, output);
      assert.match(output, /1 to 500/);
    }
  });
});

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileOf, type WrittenInstallation, writeInstallation } from '../../support/installation.ts';

let installed: WrittenInstallation;

before(async () => {
  installed = await writeInstallation();
  const rows = ['primaryIdentifier,name.last', 'ada,Lovelace', 'bob,Babbage'];
  await done('users', 'import', file('users.csv', rows));
});
after(() => installed.remove());

function file(name: string, rows: readonly string[]): string {
  const path = join(installed.directory, name);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

async function ran(...words: readonly string[]): Promise<readonly [code: number | null, output: string]> {
  const running = installed.run(...words, '--institution', 'demo');
  return [await running.ended(), running.output()];
}

/** @returns what it said */
async function done(...words: readonly string[]): Promise<string> {
  const [code, output] = await ran(...words);
  assert.equal(code, 0, output);
  return output;
}

const batchIn = (output: string) => /vestibule undo --institution demo (\S+)/.exec(output)?.[1] ?? '';

describe('bulk work at the command line', () => {
  test('attaches identifiers, says how it is undone, and is undone so', async () => {
    const csv = file('attach.csv', ['user,type,value', 'ada,BARCODE,111', 'bob,BARCODE,222']);
    assert.match(
      await done('identifiers', 'bulk', 'attach', csv, '--dry-run'),
      /2 would be changed.*\nNothing was changed/,
    );
    const output = await done('identifiers', 'bulk', 'attach', csv);
    assert.match(output, /^2 rows: 2 changed, 0 unchanged, 0 rejected\.\n/);
    assert.match(await done('undo', batchIn(output), '--dry-run'), /2 changes could be taken back/);
    assert.match(await done('undo', batchIn(output)), /2 changes were taken back/);
    const [code, again] = await ran('undo', batchIn(output));
    assert.equal(code, 1);
    assert.match(again, /VST_UNDO_CONFLICT/);
  });

  test('lists rows that are not taken, and ends with 2', async () => {
    const report = join(installed.directory, 'rejected.csv');
    const csv = file('some.csv', ['user,type,value', 'nobody,BARCODE,1', 'ada,BARCODE,5']);
    const [code, output] = await ran('identifiers', 'bulk', 'attach', csv, '--report', report);
    assert.equal(code, 2, output);
    assert.match(readFileSync(report, 'utf8'), /\r\n1,2,nobody,user-unknown,/);
    await done('undo', batchIn(output));
  });

  test('says what is the matter with a file that cannot be read', async () => {
    const [code, output] = await ran('identifiers', 'bulk', 'attach', join(installed.directory, 'none.csv'));
    assert.deepEqual([code, /There is no file .*none\.csv/.test(output)], [1, true]);
    const [broken, words] = await ran('identifiers', 'bulk', 'attach', file('wrong.csv', ['user,value', 'a,b']));
    assert.deepEqual([broken, /"type" is missing/.test(words)], [1, true]);
  });

  test('relinks values of a type', async () => {
    const attach = file('subjects.csv', ['user,type,value', 'ada,BARCODE,10', 'bob,BARCODE,20']);
    const attached = batchIn(await done('identifiers', 'bulk', 'attach', attach));
    const csv = file('relink.csv', ['old,new', '10,20', '20,10']);
    const output = await done('identifiers', 'relink', '--type', 'BARCODE', csv);
    assert.match(output, /^2 rows: 2 changed/);
    await done('undo', batchIn(output));
    await done('undo', attached);
  });

  test('reports on identifiers and folds them anew', async () => {
    assert.match(await done('identifiers', 'refold'), /stand under their keys already/);
    installed.writeInstitution(fileOf([], { folding: { caseSensitive: true } }));
    const made = await done('users', 'import', file('more.csv', ['primaryIdentifier,name.last', 'Cy,C', 'CY,C']));
    installed.writeInstitution(fileOf());
    assert.match(await done('identifiers', 'report'), /1 keys would be those of two or more/);
    const [code, output] = await ran('identifiers', 'refold');
    assert.equal(code, 1);
    assert.match(output, /collision 1: primary C[yY] \(active\) of C[yY]\n/);
    assert.match(output, /Nothing was changed/);
    installed.writeInstitution(fileOf([], { folding: { caseSensitive: true } }));
    await done('undo', batchIn(made));
    installed.writeInstitution(fileOf());
  });

  test('merges and splits users, and takes both back', async () => {
    assert.match(
      await done('users', 'merge', 'ada', 'bob', '--dry-run'),
      /ada .* would go into bob .*\n[^]*Nothing was changed/,
    );
    const merged = await done('users', 'merge', 'ada', 'bob');
    assert.match(merged, /comes {4}primary ada/);
    await done('undo', batchIn(merged));
    const [code, output] = await ran('users', 'merge', 'ada', 'bob', '--take', 'colours');
    assert.deepEqual([code, /no part is called "colours"/.test(output)], [64, true]);
    const csv = file('card.csv', ['user,type,value', 'ada,BARCODE,9']);
    await done('identifiers', 'bulk', 'attach', csv);
    const split = await done(
      'users',
      'split',
      'ada',
      '--primary',
      'eve',
      '--last-name',
      'Eve',
      '--identifier',
      'BARCODE:9',
    );
    assert.match(split, /^eve \(\S+\) is a user of her own now/);
    await done('undo', batchIn(split));
  });
});

import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { ConfigFault } from '../../../config/faults.ts';
import { type LoadedInstallation, loadInstallation } from '../../../config/load.ts';
import { watchInstallation } from '../../../config/watch.ts';

const library = (name: string, more = '') => `slug: library
code: LIB
name: ${name}
loginProfiles:
  - { kind: password, id: password, label: Password, match: { from: subject, to: any } }
${more}`;

/** An installation in a directory of its own that is being watched. */
async function watched(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-watch-'));
  const file = (name: string) => join(directory, name);
  writeFileSync(
    file('vestibule.yaml'),
    'publicUrl: https://l.example\nmasterKey: ${file:key}\ninstitutions: [library.yaml]\n',
  );
  writeFileSync(file('key'), 'k'.repeat(40));
  writeFileSync(file('library.yaml'), library('One'));
  const sources = { env: {}, readFile: (path: string) => readFileSync(path, 'utf8') };
  const current = await loadInstallation(file('vestibule.yaml'), sources);
  if (current.type !== 'loaded') throw new Error('the fixture has faults');
  const changes: LoadedInstallation[] = [];
  const faults: (readonly ConfigFault[])[] = [];
  const start = (onChange = (loaded: LoadedInstallation): void => void changes.push(loaded)) => {
    const watch = watchInstallation(file('vestibule.yaml'), {
      sources,
      loaded: current,
      onChange,
      onFaults: (found) => faults.push(found),
      intervalMs: 50,
    });
    t.after(async () => {
      await watch.stop();
      rmSync(directory, { recursive: true, force: true });
    });
    return watch;
  };
  return { file, start, changes, faults };
}

const names = (changes: readonly LoadedInstallation[]) =>
  changes.map(({ institutions }) => institutions[0]?.name['und']);

async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!isTrue()) {
    assert.ok(performance.now() < end, 'nothing happened for five seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a watched configuration', () => {
  test('comes into force when an institution file changes', async (t) => {
    const { file, start, changes } = await watched(t);
    start();
    writeFileSync(file('library.yaml'), library('Two'));
    await until(() => changes.length === 1);
    assert.deepEqual(names(changes), ['Two']);
  });

  test('is not missed when it changed between loading and watching', async (t) => {
    const { file, start, changes } = await watched(t);
    writeFileSync(file('library.yaml'), library('Two'));
    await start().look();
    assert.deepEqual(names(changes), ['Two']);
  });

  test('stays in force when the new one has faults, which are told once', async (t) => {
    const { file, start, changes, faults } = await watched(t);
    const watch = start();
    writeFileSync(file('library.yaml'), library('Two', 'colour: red\n'));
    await until(() => faults.length === 1);
    await watch.look();
    await watch.look();
    assert.deepEqual([changes.length, faults.length], [0, 1]);
    assert.equal(faults[0]?.[0]?.path, 'colour');
  });

  test('comes into force when its faults are mended', async (t) => {
    const { file, start, changes, faults } = await watched(t);
    start();
    writeFileSync(file('vestibule.yaml'), readFileSync(file('vestibule.yaml'), 'utf8').replace(']', ', other.yaml]'));
    await until(() => faults.length === 1);
    writeFileSync(file('other.yaml'), library('Other').replace('library', 'other').replace('LIB', 'OTHER'));
    await until(() => changes.length === 1);
    assert.deepEqual(
      changes[0]?.institutions.map(({ slug }) => slug),
      ['library', 'other'],
    );
  });

  test('stays in force while a file is away', async (t) => {
    const { file, start, changes, faults } = await watched(t);
    start();
    unlinkSync(file('library.yaml'));
    await until(() => faults.length === 1);
    writeFileSync(file('library.yaml'), library('Two'));
    await until(() => changes.length === 1);
    assert.deepEqual(names(changes), ['Two']);
  });

  test('is told when a secret changes', async (t) => {
    const { file, start, changes } = await watched(t);
    start();
    writeFileSync(file('key'), 'K'.repeat(40));
    await until(() => changes.length === 1);
  });

  test('is not told when a file was only touched', async (t) => {
    const { file, start, changes } = await watched(t);
    const watch = start();
    await watch.look();
    writeFileSync(file('library.yaml'), library('One'));
    await watch.look();
    assert.equal(changes.length, 0);
  });

  test('is seen when a directory is swapped under a link', async (t) => {
    const { file, start, changes, faults } = await watched(t);
    for (const name of ['One', 'Two']) {
      mkdirSync(file(name));
      writeFileSync(join(file(name), 'library.yaml'), library(`Linked ${name}`));
    }
    symlinkSync('One', file('data'));
    writeFileSync(
      file('vestibule.yaml'),
      readFileSync(file('vestibule.yaml'), 'utf8').replace('library.yaml', 'data/library.yaml'),
    );
    start();
    await until(() => changes.length === 1);
    symlinkSync('Two', file('next'));
    renameSync(file('next'), file('data'));
    await until(() => changes.length === 2);
    assert.deepEqual([names(changes), faults], [['Linked One', 'Linked Two'], []]);
  });

  test('is read only when it is written to the end', async (t) => {
    const { file, start, changes, faults } = await watched(t);
    const watch = start();
    await watch.look();
    writeFileSync(file('library.yaml'), 'slug: lib');
    const looking = watch.look();
    setTimeout(() => writeFileSync(file('library.yaml'), library('Two')), 50);
    await looking;
    assert.deepEqual([names(changes), faults], [['Two'], []]);
  });

  test('is tried again when putting it in force failed', async (t) => {
    const { file, start, faults } = await watched(t);
    let calls = 0;
    start(() => {
      calls++;
      if (calls === 1) throw new Error('no');
    });
    writeFileSync(file('library.yaml'), library('Two'));
    await until(() => faults.length === 1);
    assert.match(faults[0]?.[0]?.message ?? '', /could not be put in force: no/);
    writeFileSync(file('library.yaml'), library('Three'));
    await until(() => calls === 2);
  });

  test('is not looked at any more after the end', async (t) => {
    const { file, start, changes } = await watched(t);
    const watch = start();
    await watch.stop();
    writeFileSync(file('library.yaml'), library('Two'));
    await watch.look();
    assert.equal(changes.length, 0);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

/** The closing line and exit code of `test/run.ts` over one file of tests. */
function closingOf(source: string, env: Readonly<Record<string, string>> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-run-'));
  const file = 'sample.test.ts';
  writeFileSync(join(directory, file), `import { describe, test } from 'node:test';\n${source}`);
  const { NODE_TEST_CONTEXT: _, VESTIBULE_PEERS: __, ...rest } = process.env;
  const runner = join(import.meta.dirname, '../../run.ts');
  const { stdout, status } = spawnSync(process.execPath, [runner, file], {
    cwd: directory,
    env: { ...rest, ...env },
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  return { line: stdout.trim().split('\n').at(-1), status };
}

test('counts a failed test once, not again for each suite around it', () => {
  const source = `
    describe('outer', () => describe('inner', () => {
      test('fails', () => { throw new Error('no'); });
      test('passes', () => {});
    }));`;
  assert.deepEqual(closingOf(source), { line: '1 passed, 1 failed, 0 skipped', status: 1 });
});

test('counts a suite that breaks by itself', () => {
  const source = `describe('broken', () => { throw new Error('no'); }); test('passes', () => {});`;
  assert.deepEqual(closingOf(source), { line: '1 passed, 1 failed, 0 skipped', status: 1 });
});

test('counts a file that cannot be loaded', () => {
  assert.deepEqual(closingOf(`import './nowhere.ts';`), { line: '0 passed, 1 failed, 0 skipped', status: 1 });
});

test('tells of a test and of a suite that left themselves out, and passes all the same', () => {
  const source = `
    describe('without server', { skip: 'no server' }, () => { test('one', () => {}); });
    test('two', { skip: true }, () => {});
    test('three', () => {});`;
  assert.deepEqual(closingOf(source), { line: '1 passed, 0 failed, 2 skipped', status: 0 });
});

test('fails for what is left out where every server must be there', () => {
  const source = `describe('without server', { skip: 'no server' }, () => {}); test('three', () => {});`;
  const required = { VESTIBULE_PEERS: 'required' };
  assert.deepEqual(closingOf(source, required), { line: '1 passed, 1 failed, 1 skipped', status: 1 });
});

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../../src/launch.mjs', import.meta.url));

/** A Node older than 26 that this machine has, or none. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((directory) => join(directory, process.platform === 'win32' ? 'node.exe' : 'node'))
  .filter((file) => existsSync(file))
  .find((file) => {
    const { stdout } = spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return Number.parseInt(stdout, 10) < 26;
  });

/** Arguments that make this Node say of itself that it is version 20. */
const asOldNode = [
  '--import',
  `data:text/javascript,${encodeURIComponent(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })",
  )}`,
];

interface Outer {
  readonly name: string;
  readonly node: string | undefined;
  readonly args: readonly string[];
}

const outers: readonly Outer[] = [
  { name: 'this Node', node: process.execPath, args: [] },
  { name: 'a Node that says it is 20', node: process.execPath, args: asOldNode },
  { name: 'an old Node of this machine', node: oldNode, args: [] },
];

function launch({ node, args }: Outer, ...words: readonly string[]): ReturnType<typeof spawnSync> {
  return spawnSync(node ?? '', [...args, launcher, ...words], { encoding: 'utf8' });
}

function started(t: TestContext, { node, args }: Outer, script: string): ChildProcess {
  const child = spawn(node ?? '', [...args, launcher, '--node', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

for (const outer of outers) {
  const options = outer.node === undefined ? { skip: 'no Node older than 26 on the PATH' } : {};
  describe(`the launcher under ${outer.name}`, options, () => {
    test('hands over to Node 26 or later', () => {
      const { stdout } = launch(outer, '--node', '-p', 'process.version');
      assert.match(String(stdout), /^v(2[6-9]|[3-9]\d)\./);
    });

    test('runs the command line', () => {
      const { stdout, status } = launch(outer, '--version');
      assert.match(String(stdout), /^vestibule \d+\.\d+\.\d+ \(Node v2[6-9]/);
      assert.equal(status, 0);
    });

    test('passes every argument on as it is', () => {
      const { stdout } = launch(
        outer,
        '--node',
        '-p',
        'JSON.stringify(process.argv.slice(1))',
        '--',
        'a b',
        '"',
        '--node',
      );
      assert.deepEqual(JSON.parse(String(stdout)), ['a b', '"', '--node']);
    });

    test('gives the exit code of what it ran', () => {
      assert.equal(launch(outer, '--node', '-e', 'process.exit(7)').status, 7);
    });

    test('gives the exit code of the command line', () => {
      assert.equal(launch(outer, 'no-such-command').status, 64);
    });

    test('puts Node 26 first for what that starts in turn', () => {
      const script =
        "require('node:child_process').execFileSync('node', ['-p', 'process.versions.node'], { encoding: 'utf8' })";
      assert.match(String(launch(outer, '--node', '-p', script).stdout), /^(2[6-9]|[3-9]\d)\./);
    });

    test('lets what it runs end by itself at SIGTERM', async (t) => {
      const script =
        "process.on('SIGTERM', () => setTimeout(() => process.exit(3), 50)); setInterval(() => {}, 1000); console.log('up')";
      const child = started(t, outer, script);
      await once(child.stdout ?? child, 'data');
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(code, 3);
    });

    test('tells by the exit code that what it ran was ended by a signal', async (t) => {
      const child = started(t, outer, "setInterval(() => {}, 1000); console.log('up')");
      await once(child.stdout ?? child, 'data');
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(code, 128 + 15);
    });
  });
}

describe('the launcher without Node 26', () => {
  test('says which package is missing, and what to do', (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'vestibule-launch-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const copy = join(directory, 'launch.mjs');
    copyFileSync(launcher, copy);
    const { stderr, status } = spawnSync(process.execPath, [...asOldNode, copy, 'demo'], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /needs Node 26 or later/);
    assert.match(stderr, /the package "node-[\w-]+" that\nbrings Node 26 is not installed/);
    assert.match(stderr, /npm ci" again without --omit=optional/);
  });

  test('says so when the package is there but its program is not', (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'vestibule launch '));
    t.after(() => rmSync(directory, { recursive: true }));
    const copy = join(directory, 'launch.mjs');
    copyFileSync(launcher, copy);
    const name = /"(node-[\w-]+)"/.exec(
      spawnSync(process.execPath, [...asOldNode, copy], { encoding: 'utf8' }).stderr,
    )?.[1];
    const home = join(directory, 'node_modules', name ?? '');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '26.0.0', bin: { node: 'bin/node' } }));
    const { stderr, status } = spawnSync(process.execPath, [...asOldNode, copy], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /could not start .*launch .*bin.node: /);
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SecretReference } from '../../../src/domain/ports/secrets.ts';
import { ensureDemoMasterKey, readMasterKey } from '../../../src/keys/master-key.ts';
import { createRandom } from '../../../src/platform.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';

const random = createRandom();
const read = (value: string) => readMasterKey({ read: () => value }, '${env:KEY}' as SecretReference);

async function directoryFor(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

test('reads hex, base64 and base64url, with a line end behind', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - i));
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    assert.deepEqual(read(`${bytes.toString(encoding)}\n`), bytes, encoding);
  }
});

test('takes a key that is longer than needed', () => {
  assert.equal(read(Buffer.alloc(64, 3).toString('base64')).length, 64);
});

test('refuses a key that is too short, whatever its encoding', () => {
  const bytes = Buffer.alloc(31, 7);
  for (const encoding of ['hex', 'base64'] as const) {
    assert.throws(() => read(bytes.toString(encoding)), isCode('VST_CONFIG_INVALID'));
  }
});

test('refuses what is neither hex nor base64, and does not repeat it', () => {
  assert.throws(
    () => read('correct horse battery staple correct horse battery staple'),
    (error) => isCode('VST_CONFIG_INVALID')(error) && !String(error).includes('horse'),
  );
});

test('refuses an empty key', () => {
  assert.throws(() => read('\n'), isCode('VST_CONFIG_INVALID'));
});

test("makes the demo's key once, for its owner only, and leaves nothing else behind", async (t) => {
  const directory = join(await directoryFor(t), 'data');
  const first = ensureDemoMasterKey(directory, random);
  assert.equal(first.length, 32);
  assert.deepEqual(ensureDemoMasterKey(directory, random), first);
  assert.equal((await stat(join(directory, 'master.key'))).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(directory), ['master.key']);
});

test("processes that start together get the same demo's key", async (t) => {
  const directory = join(await directoryFor(t), 'data');
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { ensureDemoMasterKey } from ${module('../../../src/keys/master-key.ts')};
    import { systemRandom } from ${module('../../../src/platform.ts')};
    process.stdout.write(ensureDemoMasterKey(${JSON.stringify(directory)}, systemRandom).toString('base64'));`;
  const keys = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await once(child, 'close');
      return output;
    }),
  );
  const written = (await readFile(join(directory, 'master.key'), 'utf8')).trim();
  assert.deepEqual(keys, [written, written, written, written]);
});

test('takes the key of whoever was first when two make one at the same moment', async (t) => {
  const directory = await directoryFor(t);
  let theirs: Buffer | undefined;
  // The name of a draft is asked for between looking for a key and putting one in place: there the other comes first.
  const overtaken = {
    ...random,
    token: (bytes?: number) => {
      theirs = ensureDemoMasterKey(directory, random);
      return random.token(bytes);
    },
  };
  const ours = ensureDemoMasterKey(directory, overtaken);
  assert.deepEqual(ours, theirs);
  assert.deepEqual(await readdir(directory), ['master.key']);
});

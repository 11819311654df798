// What an operator is told when an installation cannot start: what is wrong, what to do, exit code 1, nothing half-open.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { runCommand } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { fileOf, type InstallationInput, statusOf, writeInstallation } from '../support/installation.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const databaseUrl = '${env:DATABASE_URL}';

/** Serves what cannot be served. @returns what it said, after it ended by itself with exit code 1 */
async function refused(
  t: TestContext,
  settings: InstallationInput,
  env: Readonly<Record<string, string>> = {},
  ...words: readonly string[]
): Promise<string> {
  const installation = await writeInstallation(settings, env);
  t.after(() => installation.remove());
  const run = installation.run('serve', ...words);
  t.after(() => run.stop());
  assert.equal(await run.ended(), 1, run.output());
  assert.equal(await statusOf(`${installation.url}/healthz`), undefined);
  assert.doesNotMatch(run.output(), /VST_INTERNAL|\n\s+at /);
  return run.output();
}

const once = (text: string, pattern: RegExp) =>
  assert.equal([...text.matchAll(new RegExp(pattern, 'g'))].length, 1, text);

describe('vestibule serve does not start, and says what to do,', { concurrency: 2 }, () => {
  for (const words of [[], ['--workers', '2']]) {
    const how = words.length === 0 ? '' : ' (with workers, told once)';

    test(`when PostgreSQL is away${how}`, async (t) => {
      const port = await freePort();
      const env = { DATABASE_URL: `postgresql://app:do-not-tell@127.0.0.1:${port}/app` };
      const said = await refused(t, { database: { engine: 'postgresql', url: databaseUrl } }, env, ...words);
      once(said, /VST_STORE_UNAVAILABLE/);
      assert.match(said, new RegExp(`127\\.0\\.0\\.1:${port}.*Start the database, or correct .*database\\.url`));
      assert.doesNotMatch(said, /do-not-tell/);
    });

    test(`when Redis is away${how}`, async (t) => {
      const node = { host: '127.0.0.1', port: await freePort() };
      const said = await refused(t, { ephemeral: { engine: 'redis', topology: 'single', node } }, {}, ...words);
      once(said, /VST_EPHEMERAL_UNAVAILABLE/);
      assert.match(said, new RegExp(`127\\.0\\.0\\.1:${node.port}.*ECONNREFUSED.*Start it, or correct "ephemeral"`));
    });

    test(`when its data directory is a file${how}`, async (t) => {
      const said = await refused(t, { dataDirectory: 'demo.yaml' }, {}, ...words);
      once(said, /VST_CONFIG_INVALID/);
      assert.match(said, /demo\.yaml.*Set "dataDirectory" to a directory that this user may write to/);
    });
  }

  test('when its data directory may not be written to', async (t) => {
    const other = await writeInstallation();
    t.after(() => other.remove());
    const sealed = join(other.directory, 'sealed');
    mkdirSync(sealed);
    chmodSync(sealed, 0o500);
    // Root may write everywhere but where the system itself stands.
    const dataDirectory = process.getuid?.() === 0 ? '/sys/sealed' : sealed;
    const said = await refused(t, { dataDirectory });
    assert.match(said, /sealed.*Set "dataDirectory" to a directory that this user may write to/);
  });

  test('when a file of its records is none', async (t) => {
    const other = await writeInstallation();
    t.after(() => other.remove());
    const dataDirectory = join(other.directory, 'data');
    mkdirSync(dataDirectory);
    writeFileSync(
      join(dataDirectory, 'records.sqlite'),
      'This is no database, and it is long enough to be read as one.'.repeat(20),
    );
    assert.match(await refused(t, { dataDirectory }), /records\.sqlite.*VST_STORE_CORRUPT/);
  });

  test('when a file of its records cannot be opened', async (t) => {
    const other = await writeInstallation();
    t.after(() => other.remove());
    const dataDirectory = join(other.directory, 'data');
    mkdirSync(join(dataDirectory, 'journal.sqlite'), { recursive: true });
    assert.match(await refused(t, { dataDirectory }), /journal\.sqlite.*VST_STORE_UNAVAILABLE/);
  });

  test('when its port is taken', async (t) => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    t.after(() => other.close());
    const listen = { host: '127.0.0.1', port };
    for (const words of [[], ['--workers', '2']]) {
      const said = await refused(t, { listen }, {}, ...words);
      assert.match(said, new RegExp(`Cannot listen on 127\\.0\\.0\\.1:${port}.*change "listen"`));
    }
  });

  test('when a secret is missing', async (t) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    const said = await refused(t, { masterKey: '${env:NOWHERE_TO_BE_FOUND}' });
    assert.match(said, /vestibule\.yaml:\d+:\d+ masterKey .*the environment variable NOWHERE_TO_BE_FOUND is not set/);
  });

  test('when its master key is too short, without showing it', async (t) => {
    const said = await refused(t, {}, { TEST_MASTER_KEY: 'c2hvcnQ=' });
    assert.match(said, /vestibule\.yaml:\d+:\d+ masterKey /);
    assert.doesNotMatch(said, /c2hvcnQ=/);
  });

  test('when its configuration is not there', async () => {
    const run = runCommand(['serve', '--config', join('nowhere', 'vestibule.yaml')]);
    assert.equal(await run.ended(), 1);
    assert.match(run.output(), /there is no file .*vestibule\.yaml/);
  });

  test('when its configuration has five faults, and tells all five', async (t) => {
    const institution = fileOf([], {
      timeZone: 'Mars/Olympus',
      session: { idleMinutes: 0 },
      lockout: { tries: 1 },
    });
    const installation = await writeInstallation({ workers: 99, traceDays: 0 }, {}, institution);
    t.after(() => installation.remove());
    const run = installation.run('serve');
    assert.equal(await run.ended(), 1);
    const places = [...run.output().matchAll(/^\S+\.yaml:\d+:\d+ (\S+) — /gm)].map(([, path]) => path);
    assert.deepEqual(
      new Set(places),
      new Set(['lockout.tries', 'session.idleMinutes', 'timeZone', 'traceDays', 'workers']),
    );
    assert.equal(places.length, 5);
    assert.match(run.output(), /5 faults/);
  });
});

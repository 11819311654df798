// `vestibule check --live` as an operator runs it: what it prints, and its exit code.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import {
  fileOf,
  type InstallationInput,
  type WrittenInstallation,
  writeInstallation,
} from '../support/installation.ts';
import { type RestScript, startRest } from '../support/library-systems.ts';
import { startSmtp } from '../support/smtp.ts';

const closers: (() => unknown)[] = [];
after(() => Promise.all(closers.map((close) => close())));

const denied = { status: 403, body: { error: 'access_denied' } };

async function installationWith(script: RestScript, settings: InstallationInput = {}): Promise<WrittenInstallation> {
  const system = await startRest(script);
  const profiles = ['one', 'two'].map((id) => ({
    id,
    kind: 'paia' as const,
    label: id,
    authUrl: `${system.url}/${id}`,
    match: { from: 'subject' as const, to: 'primary' },
    sharesIdentifiersWith: [id === 'one' ? 'two' : 'one'],
    timeoutSeconds: 1,
  }));
  const written = await writeInstallation(settings, {}, fileOf(profiles));
  closers.push(
    () => system.close(),
    () => written.remove(),
  );
  return written;
}

async function check(installation: WrittenInstallation, ...words: readonly string[]) {
  const command = installation.run('check', '--live', ...words);
  const code = await command.ended();
  return { code, output: command.output() };
}

async function smtp() {
  const peer = await startSmtp();
  closers.push(() => peer.close());
  const { host, port, certificate: ca } = peer;
  return { engine: 'smtp' as const, host, port, ca, serverName: 'localhost', from: 'library@lib.example' };
}

describe('vestibule check --live', () => {
  test('tries the stores, the mail server and every upstream, and ends with 0', async () => {
    const { code, output } = await check(await installationWith(() => denied, { mail: await smtp() }));
    assert.equal(code, 0, output);
    for (const line of [
      /^installation +records +ok/m,
      /^installation +short-lived records +ok/m,
      /^installation +mail +ok +the mail server takes letters$/m,
      /^demo\/one +login +ok +it answers$/m,
      /^demo\/two +login +ok +it answers$/m,
      /^Everything answers\.$/m,
    ]) {
      assert.match(output, line);
    }
    assert.doesNotMatch(output, /library +/, 'a library password has no upstream');
  });

  test('names what failed and what to do, ends with 1, and a hanging upstream holds up no other', async () => {
    const mail = { ...(await smtp()), port: await freePort() };
    const installation = await installationWith(({ url }) => (url.startsWith('/one') ? 'silence' : denied), { mail });
    const begun = Date.now();
    const { code, output } = await check(installation);
    assert.equal(code, 1);
    assert.ok(Date.now() - begun < 10_000);
    assert.match(output, /^demo\/one +login +FAILED .*See whether the system runs/m);
    assert.match(output, /^demo\/two +login +ok/m);
    assert.match(output, /^installation +mail +FAILED +the mail server takes no letters \(\w+\)\. See "mail"/m);
    assert.match(output, /^2 checks failed\.$/m);
  });

  test('as JSON is for programs, and nothing else is printed', async () => {
    const { code, output } = await check(
      await installationWith(({ url }) => (url.startsWith('/one') ? 'silence' : denied)),
      '--json',
    );
    assert.equal(code, 1);
    const checks = JSON.parse(output) as { profile?: string; check: string; ok: boolean; unreachable?: boolean }[];
    assert.deepEqual(
      checks.map(({ profile, check: name, ok, unreachable }) => [profile, name, ok, unreachable]),
      [
        [undefined, 'records', true, undefined],
        [undefined, 'short-lived records', true, undefined],
        ['one', 'login', false, true],
        ['two', 'login', true, undefined],
      ],
    );
  });

  test('says so when a store is not there', async () => {
    const port = await freePort();
    const ephemeral = { engine: 'redis' as const, topology: 'single' as const, node: { host: '127.0.0.1', port } };
    const { code, output } = await check(await installationWith(() => denied, { ephemeral }));
    assert.equal(code, 1);
    assert.match(output, /^installation +stores +FAILED .*VST_EPHEMERAL_UNAVAILABLE/m);
  });

  test('takes --json with --live only', async () => {
    const installation = await installationWith(() => denied);
    const command = installation.run('check', '--json');
    assert.equal(await command.ended(), 64);
  });
});

// Invitations at the command line, on a real installation: by letter, from a file, printed, listed and taken back.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileOf, type WrittenInstallation, writeInstallation } from '../support/installation.ts';

let installation: WrittenInstallation;

async function run(...words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const command = installation.run(...words, '--institution', 'demo');
  const code = await command.ended();
  return { code, output: command.output() };
}

const google = {
  kind: 'google',
  id: 'google',
  label: 'Google',
  clientId: '123-abc.apps.googleusercontent.com',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  clientSecret: '${env:GOOGLE}',
  match: { from: 'subject', to: 'GOOGLE' },
  attachable: true,
} as const;

before(async () => {
  installation = await writeInstallation(
    { mail: { engine: 'outbox', from: 'library@lib.example' } },
    { GOOGLE: 'a-secret-of-google' },
    fileOf([google], { identifierTypes: [{ code: 'GOOGLE', preset: 'google' }], invitations: { trust: 'all' } }),
  );
  const file = join(installation.directory, 'patrons.csv');
  const rows = ['ada,ada@lib.example', 'bo,bo@lib.example', 'cy,'];
  writeFileSync(
    file,
    ['primaryIdentifier,name.last,email', ...rows.map((row) => row.replace(',', ',Name,'))].join('\n'),
  );
  const { code, output } = await run('users', 'import', file);
  assert.equal(code, 0, output);
});
after(() => installation.remove());

describe('the commands about invitations', () => {
  test('send to those named, and say who could not be invited', async () => {
    const sent = await run('invitations', 'send', '--profile', 'google', 'ada', 'cy', 'nobody');
    assert.equal(sent.code, 2, sent.output);
    assert.match(sent.output, /ada: a letter to ada@lib\.example, good until \d{4}-\d\d-\d\d/);
    assert.match(sent.output, /cy: She has no email address that counts/);
    assert.match(sent.output, /nobody: No user is called/);
    assert.doesNotMatch(sent.output, /invite\?t=/, 'the link stands in the letter and nowhere else');
  });

  test('send to a file of users, once each, with a report of those that were not taken', async () => {
    const file = join(installation.directory, 'invite.csv');
    const report = join(installation.directory, 'rejected.csv');
    writeFileSync(file, 'user\nada\nbo\ncy\nnobody\n');
    const first = await run('invitations', 'send', '--profile', 'google', '--file', file, '--report', report);
    assert.equal(first.code, 2, first.output);
    assert.match(first.output, /4 rows: 1 invited, 1 invited or attached already, 2 rejected\./);
    assert.match(readFileSync(report, 'utf8'), /cy,field-missing[\s\S]*nobody,user-unknown/);
    const second = await run('invitations', 'send', '--profile', 'google', '--file', file);
    assert.match(second.output, /4 rows: 0 invited, 2 invited or attached already, 2 rejected\./);
  });

  test('print a code, list what there is, and take it back', async () => {
    const printed = await run('invitations', 'print', '--profile', 'google', 'cy');
    assert.equal(printed.code, 0, printed.output);
    assert.match(printed.output, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/m);
    assert.match(printed.output, /For cy, once, until .* at http:\/\/127\.0\.0\.1:\d+\/demo\/invite/);
    const open = await run('invitations', 'list', '--open');
    assert.match(open.output, /^cy: code to google of .* by operator, open until/m);
    assert.match(open.output, /^ada: letter to google /m);
    assert.deepEqual(await run('invitations', 'revoke', 'cy'), { code: 0, output: 'cy: one invitation taken back\n' });
    assert.match((await run('invitations', 'list', '--user', 'cy')).output, /^cy: .*, revoked \d{4}/);
    assert.equal((await run('invitations', 'list', '--refused')).output, '');
  });

  test('say what is missing on the line, and which profiles take none', async () => {
    assert.equal((await run('invitations', 'send', 'ada')).code, 64);
    assert.equal((await run('invitations', 'send', '--profile', 'google')).code, 64);
    const none = await run('invitations', 'send', '--profile', 'library', 'ada');
    assert.equal(none.code, 1);
    assert.match(none.output, /VST_PROFILE_UNKNOWN: No enabled login profile "library" takes invitations/);
  });
});

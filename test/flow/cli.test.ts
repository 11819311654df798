// The command line on a real installation: users come in by import, a sign-in is explained, a profile is shown.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { fileOf, type WrittenInstallation, writeInstallation } from '../support/installation.ts';
import { referenceOf } from '../support/reference.ts';

let installation: WrittenInstallation;

before(async () => {
  const upstream = {
    id: 'campus',
    kind: 'oidc' as const,
    label: 'Campus',
    issuer: 'https://campus.example',
    clientId: 'library',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    clientSecret: '${env:CAMPUS_SECRET}',
    match: { from: { attribute: 'student_no' }, to: 'STUDENT_NO' },
  };
  installation = await writeInstallation({}, { CAMPUS_SECRET: 'campus-secret' }, fileOf([upstream]));
});
after(() => installation.remove());

async function run(...words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const command = installation.run(...words);
  const code = await command.ended();
  return { code, output: command.output() };
}

describe('users import', () => {
  test('takes what is right, and reports what is not by line and reason', async () => {
    const file = join(installation.directory, 'patrons.csv');
    const report = join(installation.directory, 'rejected.csv');
    writeFileSync(
      file,
      [
        'primaryIdentifier,name.last,name.first,recordType,accountType,identifier.STUDENT_NO,identifier.BARCODE',
        'p0001,Moreau,Alice,public,internal,S-1001,29301',
        'p0002,Lindqvist,Bob,public,internal,S-1002,29302',
        'p0003,Copy,Cat,public,internal,s-1001,29303',
        'p0004,,NoLastName,public,internal,S-1004,29304',
      ].join('\n'),
    );
    const { code, output } = await run('users', 'import', '--institution', 'demo', '--report', report, file);
    assert.equal(code, 2, output);
    assert.match(output, /2/);
    const { readFileSync } = await import('node:fs');
    const rows = readFileSync(report, 'utf8').trim().split('\n');
    assert.equal(rows.length, 3);
    assert.match(rows[1] ?? '', /p0003/);
    assert.match(rows[2] ?? '', /p0004/);
  });

  test('says which institutions there are when the named one is not', async () => {
    const { code, output } = await run('users', 'import', '--institution', 'nowhere', 'x.csv');
    assert.equal(code, 1);
    assert.match(output, /There are: demo/);
  });
});

describe('explain', () => {
  const assertion = (number: string) => [
    'explain',
    '--profile',
    'campus',
    '--subject',
    'alice',
    '--attribute',
    `student_no=${number}`,
  ];

  test('says whom an invented assertion would sign in, and by which step', async () => {
    const { code, output } = await run(...assertion('S-1001'));
    assert.equal(code, 0, output);
    assert.match(output, /user p0001 has it as STUDENT_NO \(active\)/);
    assert.match(output, /would sign in user p0001/);
  });

  test('says that nobody would be signed in when the value stands under another type', async () => {
    const { code, output } = await run(...assertion('29301'));
    assert.equal(code, 2, output);
    assert.match(output, /only as BARCODE, which the rule does not name/);
    assert.match(output, /would sign nobody in/);
  });

  test('signs nobody in and leaves no trace', async () => {
    const { output } = await run(...assertion('S-1001'));
    assert.doesNotMatch(output, /[0-9A-Z]{5}-[0-9A-Z]{5}/);
  });

  test('explains a real sign-in by the code the person was shown', async () => {
    const server = await installation.serve();
    try {
      const browser = openBrowser();
      const page = await browser.follow(await browser.get(`${installation.url}/demo/login`));
      const answer = await browser.submit(page, { username: '29301', password: 'no password was ever set' });
      const code = referenceOf(answer.body) ?? '';
      const explained = await run('explain', code.toLowerCase());
      assert.equal(explained.code, 0, explained.output);
      assert.match(explained.output, /VST_CREDENTIALS_REFUSED/);
      assert.match(explained.output, /p0001/);
      const refused = await run('explain', code, '--as', 'p0001');
      assert.equal(refused.code, 1);
      assert.match(refused.output, /VST_NOT_ALLOWED/);
      const { output: told } = await run('audit', 'export', '--institution', 'demo', '--chain', 'decisions');
      assert.deepEqual(told.match(/"who":"operator","via":"cli","action":"trace-read"/g)?.length, 1);
    } finally {
      await server.stop();
    }
  });

  test('says so when a code is unknown or none', async () => {
    assert.match((await run('explain', 'K7QM3-F2XTB')).output, /No trace has the code/);
    assert.match((await run('explain', 'hello')).output, /is no reference code/);
  });

  test('takes a code or an assertion, and says so', async () => {
    const { code, output } = await run('explain');
    assert.equal(code, 64);
    assert.match(output, /takes a code, or --profile/);
  });
});

describe('profile show', () => {
  test('says what the other side needs', async () => {
    const { code, output } = await run('profile', 'show', 'campus');
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`${installation.url}/demo/login/campus/callback`));
    assert.match(output, /student_no/);
    assert.doesNotMatch(output, /campus-secret/);
  });

  test('the same stands on a page, with a link to try it', async () => {
    const server = await installation.serve();
    try {
      const page = await openBrowser().get(`${installation.url}/demo/login/campus/about`);
      assert.equal(page.status, 200);
      assert.match(page.body, /\/demo\/login\/campus\/callback/);
      assert.match(page.body, /href="\/demo\/login\/campus\/test"/);
    } finally {
      await server.stop();
    }
  });

  test('says so when there is no such profile', async () => {
    const { code, output } = await run('profile', 'show', 'nothing');
    assert.equal(code, 1);
    assert.match(output, /No enabled profile is called "nothing"/);
  });
});

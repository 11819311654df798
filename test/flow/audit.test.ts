// The audit at the command line, on a real installation.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { type WrittenInstallation, writeInstallation } from '../support/installation.ts';

let installation: WrittenInstallation;
const inDemo = ['--institution', 'demo'] as const;

async function run(...words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const command = installation.run(...words);
  const code = await command.ended();
  return { code, output: command.output() };
}

async function done(...words: readonly string[]): Promise<string> {
  const { code, output } = await run(...words);
  assert.equal(code, 0, output);
  return output;
}

before(async () => {
  installation = await writeInstallation();
  const file = join(installation.directory, 'people.csv');
  writeFileSync(file, 'primaryIdentifier,name.last,name.first\nada,Lovelace,Augusta\nbo,Byron,Bo\n');
  await done('users', 'import', file, ...inDemo);
});
after(() => installation.remove());

describe('the commands of the audit', () => {
  test('verify both chains, and tell the entry to note', async () => {
    const said = await done('audit', 'verify', ...inDemo);
    assert.match(said, /^changes: whole, 2 entries\. The last is 2:[\w-]{43}\.$/m);
    assert.match(said, /^decisions: whole, \d+ entries\./m);
    const [, noted = ''] = /(2:[\w-]{43})/.exec(said) ?? [];
    await done('audit', 'verify', ...inDemo, '--chain', 'changes', '--noted', noted);
    const other = await run('audit', 'verify', ...inDemo, '--chain', 'changes', '--noted', `2:${'A'.repeat(43)}`);
    assert.equal(other.code, 1);
    assert.match(other.output, /VST_AUDIT_BROKEN: .* entry 2: it is another one than was noted/);
  });

  test('export a chain into a file of one’s own, which verifies without an installation', async () => {
    const file = join(installation.directory, 'changes.jsonl');
    await done('audit', 'export', ...inDemo, '--chain', 'changes', file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(await done('audit', 'verify', file), /whole, 2 entries/);
    assert.equal((await run('audit', 'export', ...inDemo, '--chain', 'changes', file)).code, 1);
    const lines = (await done('audit', 'export', ...inDemo, '--chain', 'changes')).trimEnd().split('\n');
    assert.equal(lines.length, 3);
    writeFileSync(file, readFileSync(file, 'utf8').replace('Byron', 'Baron'));
    const broken = await run('audit', 'verify', file);
    assert.equal(broken.code, 1);
    assert.match(broken.output, /VST_AUDIT_BROKEN: The audit is broken at entry 2: its detail was changed/);
  });

  test('say what is wrong with a command line', async () => {
    for (const words of [
      ['verify', ...inDemo, '--noted', `2:${'A'.repeat(43)}`],
      ['verify', ...inDemo, '--chain', 'changes', '--noted', 'two'],
      ['export', ...inDemo],
      ['export', ...inDemo, '--chain', 'people'],
    ])
      assert.equal((await run('audit', ...words)).code, 64, words.join(' '));
  });

  test('prune by the setting alone', async () => {
    assert.match(await done('audit', 'prune', ...inDemo), /kept for ever/);
    await done('settings', 'set', 'auditDays', '30', ...inDemo);
    assert.match(await done('audit', 'prune', ...inDemo), /older than 30 days: 0 changes, 0 decisions/);
  });

  test('find a database that somebody changed', async () => {
    const file = join(installation.directory, 'data', 'records.sqlite');
    const rename = (from: string, to: string) => {
      using database = new DatabaseSync(file);
      database.prepare(`update changes set who = ? where seq = 1 and who = ?`).run(to, from);
    };
    rename('import', 'nobody');
    const broken = await run('audit', 'verify', ...inDemo);
    rename('nobody', 'import');
    assert.equal(broken.code, 1);
    assert.match(broken.output, /changes: VST_AUDIT_BROKEN: .* entry 1: what it says was changed/);
    assert.match(broken.output, /decisions: whole/);
  });
});

describe('the commands about one person', () => {
  test('show her history', async () => {
    const said = await done('users', 'history', ...inDemo, 'ada');
    assert.match(said, /created {2}by import, users import/);
    assert.match(said, / \+ primary ada active/);
    const [entry] = JSON.parse(await done('users', 'history', ...inDemo, 'ada', '--json'));
    assert.equal(entry.detail.after.user.name.last, 'Lovelace');
  });

  test('export her', async () => {
    const { user, identifiers, decisions } = JSON.parse(await done('users', 'export', ...inDemo, 'ada'));
    assert.equal(user.name.last, 'Lovelace');
    assert.equal(identifiers.length, 1);
    assert.ok(decisions.some(({ action }: { action: string }) => action === 'history-read'));
  });

  test('erase her only when told twice, and then from every file', async () => {
    const asked = await run('users', 'erase', ...inDemo, 'ada');
    assert.equal(asked.code, 1);
    assert.match(asked.output, /Augusta Lovelace, ada\) would be erased for good\. Say so with --yes/);
    assert.match(
      await done('users', 'erase', ...inDemo, 'ada', '--yes'),
      /Erased [\w-]+: \d+ details.*nothing is left/s,
    );
    const data = join(installation.directory, 'data');
    const holding = readdirSync(data).filter((name) =>
      /Lovelace|Augusta/.test(readFileSync(join(data, name), 'latin1')),
    );
    assert.deepEqual(holding, []);
    assert.match((await run('users', 'show', ...inDemo, 'ada')).output, /VST_USER_UNKNOWN/);
    assert.match(await done('audit', 'verify', ...inDemo), /changes: whole, \d+ entries \(\d+ of them without/);
  });
});

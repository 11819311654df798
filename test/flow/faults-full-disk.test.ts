// A full disk: nothing acknowledged is lost, nobody is signed in without a trace, and with space again it works.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { institution as institutionSchema } from '../../config/schema.ts';
import { runUsersImport } from '../../src/cli/users-import.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import { isSignedIn, readers, typed } from '../support/faults-library.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

async function smallHouse(t: TestContext, maxPageCount = 80): Promise<RunningVestibule> {
  const vestibule = await startVestibule({ institutions: () => [libraryOf({})], maxPageCount });
  t.after(() => vestibule.close());
  await vestibule.seed('demo', readers(2));
  return vestibule;
}

const isFull = (error: unknown) => error instanceof VestibuleError && error.code === 'VST_STORE_FULL';

/** Writes traces until there is no room for another one. */
async function fillJournal({ parts: { store, clock } }: RunningVestibule): Promise<void> {
  const trace = (code: string, size: number) => ({
    code,
    at: clock.now(),
    institution: 'demo',
    profile: undefined,
    relyingParty: undefined,
    door: 'self' as const,
    outcome: 'matched',
    steps: [{ type: 'checked' as const, check: 'x'.repeat(size), passed: true }],
  });
  for (const size of [2000, 10])
    await assert.rejects(async () => {
      for (let index = 0; index < 5000; index++) await store.journal.writeTrace(trace(`FULL${size}-${index}`, size));
    }, isFull);
}

describe('with a full journal', () => {
  test('a sign-in is refused with 503 and a clear page, and nobody is in', async (t) => {
    const vestibule = await smallHouse(t);
    await fillJournal(vestibule);
    for (const secret of [undefined, 'wrong']) {
      const { browser, answer } = await typed(vestibule, 'p0000', secret);
      assert.equal(answer.status, 503);
      assert.match(answer.body, /<main/);
      assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
      assert.equal(await isSignedIn(vestibule, browser), false);
    }
    assert.match(vestibule.logs.join(''), /"code":"VST_STORE_FULL"/);
  });

  test('who was signed in before stays so', async (t) => {
    const vestibule = await smallHouse(t);
    const { browser } = await typed(vestibule, 'p0000');
    await fillJournal(vestibule);
    assert.equal(await isSignedIn(vestibule, browser), true);
  });

  test('the same attempt goes through once there is space again', async (t) => {
    const vestibule = await smallHouse(t);
    await fillJournal(vestibule);
    const { browser, answer } = await typed(vestibule, 'p0000');
    assert.equal(answer.status, 503);
    await vestibule.parts.store.journal.dropTracesBefore(vestibule.parts.clock.now() + 1);
    const again = await typed(vestibule, 'p0000', undefined, browser);
    assert.equal(again.answer.status, 303);
    assert.equal(await isSignedIn(vestibule, browser), true);
  });

  test('nobody is signed in whose sign-in cannot be written into the audit', async (t) => {
    const vestibule = await smallHouse(t);
    const { journal } = vestibule.parts.store;
    Object.assign(journal, {
      writeTrace: () => Promise.reject(new VestibuleError('VST_STORE_FULL', 'The disk with the records is full')),
    });
    const { browser, answer } = await typed(vestibule, 'p0000');
    assert.equal(answer.status, 503);
    assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
    assert.equal(await isSignedIn(vestibule, browser), false);
  });
});

describe('with full records', () => {
  test('an import says so, and what it says was written is there', async (t) => {
    const vestibule = await smallHouse(t, 400);
    const directory = mkdtempSync(join(tmpdir(), 'vestibule-full-'));
    t.after(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'users.json');
    const people = Array.from({ length: 5000 }, (_, index) => ({
      primaryIdentifier: `new-${index}`,
      recordType: 'public',
      accountType: 'internal',
      name: { last: `Reader ${index}` },
    }));
    writeFileSync(file, JSON.stringify({ users: people }));
    const { store, clock, random } = vestibule.parts;
    let said = '';
    const output = { write: (text: string) => void (said += text) };
    const before = await store.users.size('demo');
    const code = await runUsersImport({
      file,
      institution: institutionSchema.parse(libraryOf({})),
      users: store.users,
      clock,
      random,
      stdout: output,
      stderr: output,
    });
    assert.equal(code, 1);
    assert.match(said, /VST_STORE_FULL: .*full/);
    const created = Number(/(\d+) created/.exec(said)?.[1]);
    assert.ok(created > 0 && created < people.length, said);
    assert.equal(await store.users.size('demo'), before + created);
    const { answer } = await typed(vestibule, 'p0001');
    assert.equal(answer.status, 303, 'people sign in all the same');
  });
});

// Every decision leaves one entry in the audit; and nobody is signed in whose sign-in could not be written down.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { AuditEntry } from '../../src/domain/ports/journal.ts';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

type Browser = ReturnType<typeof openBrowser>;

async function libraryWithAlice(t: TestContext): Promise<RunningVestibule> {
  const vestibule = await startVestibule({ institutions: () => [libraryOf({})] });
  t.after(() => vestibule.close());
  await vestibule.seed('demo', [{ primaryIdentifier: 'alice', password: 'pw' }]);
  return vestibule;
}

async function type(vestibule: RunningVestibule, browser: Browser, username: string, password: string) {
  const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
  return browser.submit(page, { username, password });
}

/** Newest first. */
async function told({ parts: { store } }: RunningVestibule): Promise<readonly AuditEntry[]> {
  return store.journal.auditOf('demo', 100);
}

test('gives the browser no session when the audit cannot be written', async (t) => {
  const vestibule = await libraryWithAlice(t);
  const { journal } = vestibule.parts.store;
  t.mock.method(journal, 'writeTrace', async () => {
    throw new VestibuleError('VST_STORE_FULL', 'The disk is full');
  });
  const browser = openBrowser();
  const answer = await type(vestibule, browser, 'alice', 'pw');
  assert.equal(answer.status, 503);
  assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
});

describe('one entry in the audit', () => {
  test('of an accepted sign-in, with the trace that explains it', async (t) => {
    const vestibule = await libraryWithAlice(t);
    await type(vestibule, openBrowser(), 'alice', 'pw');
    const [entry, ...others] = await told(vestibule);
    assert.deepEqual(others, []);
    assert.ok(entry?.userId !== undefined && entry.trace !== undefined);
    assert.deepEqual([entry.action, entry.actor, entry.via], ['sign-in', entry.userId, 'self']);
    const { profile, identifierType, user, fallback } = entry.detail;
    assert.deepEqual([profile, identifierType, user, fallback], ['library', 'primary', 'alice', 'chosen']);
    assert.equal((await vestibule.parts.store.journal.trace('demo', entry.trace))?.outcome, 'matched');
  });

  test('of a refused one: about her whose name was typed, by nobody who proved anything', async (t) => {
    const vestibule = await libraryWithAlice(t);
    await type(vestibule, openBrowser(), 'alice', 'wrong');
    const [entry, ...others] = await told(vestibule);
    assert.deepEqual(others, []);
    assert.deepEqual([entry?.action, entry?.actor], ['sign-in-refused', 'nobody']);
    assert.deepEqual([entry?.detail['user'], entry?.detail['outcome']], ['alice', 'VST_CREDENTIALS_REFUSED']);
  });

  test('of a refused one with a name that nobody has, and the name is not in it', async (t) => {
    const vestibule = await libraryWithAlice(t);
    await type(vestibule, openBrowser(), 'my-secret-word', 'x');
    const [entry] = await told(vestibule);
    assert.equal(entry?.userId, undefined);
    assert.doesNotMatch(JSON.stringify(entry), /my-secret-word/);
  });

  test('of each of a flood of refusals until it is only counted', async (t) => {
    const vestibule = await libraryWithAlice(t);
    for (let tries = 0; tries < 23; tries++) await type(vestibule, openBrowser(), 'nobody', 'x');
    assert.equal((await told(vestibule)).length, 20);
  });

  test('of a session that ends by signing out', async (t) => {
    const vestibule = await libraryWithAlice(t);
    const browser = openBrowser();
    await type(vestibule, browser, 'alice', 'pw');
    await browser.submit(await browser.get(`${vestibule.url}/demo/logout`));
    const [entry, signIn] = await told(vestibule);
    assert.deepEqual([entry?.action, entry?.userId, entry?.trace], ['sign-out', signIn?.userId, signIn?.trace]);
  });

  test('of a session that another sign-in of the same browser takes the place of', async (t) => {
    const vestibule = await libraryWithAlice(t);
    const browser = openBrowser();
    const open = async () => browser.follow(await browser.get(`${vestibule.url}/demo/login`));
    const pages = [await open(), await open()];
    for (const page of pages) await browser.submit(page, { username: 'alice', password: 'pw' });
    const entries = await told(vestibule);
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['session-replaced', 'sign-in', 'sign-in'],
    );
    assert.equal(entries[0]?.trace, entries[2]?.trace);
  });
});

// A password that has to be changed before it signs in, and links by which a person sets one herself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryOf } from '../../src/directories.ts';
import type { Caller } from '../../src/directory/deps.ts';
import { setPassword } from '../../src/directory/passwords/change-password.ts';
import { giveResetLink } from '../../src/directory/reset-link.ts';
import { type Browser, openBrowser } from '../support/browse.ts';
import { operator } from '../support/directory.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const given = 'handed over at the desk';
const chosen = 'eleven purple kettles';
let vestibule: RunningVestibule;

before(async () => {
  vestibule = await startVestibule({ institutions: () => [libraryOf({})] });
  const name = { first: 'Ada', last: 'Lovelace' };
  const must = { password: given, passwordMustChange: true };
  await vestibule.seed('demo', [
    { primaryIdentifier: 'm1', name, ...must },
    { primaryIdentifier: 'm2', name, ...must },
    { primaryIdentifier: 'm3', ...must },
    { primaryIdentifier: 'm4', ...must },
    { primaryIdentifier: 'm5', ...must },
    { primaryIdentifier: 'r1', password: given },
    { primaryIdentifier: 'r2', password: given },
    { primaryIdentifier: 'boss', roles: [{ role: 'user-administrator', scope: '01DEMO_INST', status: 'active' }] },
  ]);
});
after(() => vestibule.close());

async function typed(username: string, secret = given) {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
  return { browser, page: await browser.submit(page, { username, password: secret }) };
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  const me = await browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' });
  return (JSON.parse(me.body) as { signedIn: boolean }).signedIn;
}

async function idOf(primaryIdentifier: string): Promise<string> {
  const [holding] = await vestibule.parts.store.users.holdings('demo', [{ scope: 'pooled', key: primaryIdentifier }]);
  return holding?.user.id ?? '';
}

describe('a password that has to be changed', () => {
  test('signs nobody in before a new one is chosen, and then does', async () => {
    const { browser, page } = await typed('m1');
    assert.equal(page.status, 200);
    assert.match(page.body, /Choose a new password/);
    assert.equal(await isSignedIn(browser), false);
    const answer = await browser.submit(page, { password: chosen });
    assert.equal(answer.status, 303);
    assert.equal(await isSignedIn(browser), true);
    assert.equal((await typed('m1')).page.status, 401, 'the old one is over');
    assert.equal((await typed('m1', chosen)).page.status, 303);
  });

  for (const [why, secret, text] of [
    ['a short one', 'short', 'too short'],
    ['the one she has', given, 'the one you have now'],
    ['one with her name', 'many lovelace kittens', 'contains your name'],
    ['a common one', 'passwordpassword', 'one of the first'],
  ] as const) {
    test(`refuses ${why}, says so, and lets her go on`, async () => {
      const { browser, page } = await typed('m2');
      const again = await browser.submit(page, { password: secret });
      assert.equal(again.status, 422);
      assert.ok(again.body.includes(text), again.body);
      assert.doesNotMatch(again.body, new RegExp(`value="${secret}"`));
      assert.equal(await isSignedIn(browser), false);
    });
  }

  test('is asked of the browser that proved the old one, and once', async () => {
    const { browser, page } = await typed('m3');
    const id = /name="id" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const other = openBrowser();
    const stolen = await other.get(`${vestibule.url}/demo/login/new-password?id=${id}`);
    assert.equal(stolen.status, 403);
    await browser.submit(page, { password: chosen });
    const twice = await browser.submit(page, { password: 'another purple kettle' });
    assert.equal(twice.status, 400);
    assert.equal((await typed('m3', chosen)).page.status, 303);
  });

  test('does not sign in somebody who was locked while she chose', async () => {
    const { browser, page } = await typed('m4');
    const id = await idOf('m4');
    await vestibule.parts.store.changes.change('demo', { users: [id] }, operator.actor, (known) => {
      const record = known.record(id);
      assert.ok(record);
      const signInLock = { at: '2026-03-02T09:00:00Z', by: 'desk' };
      return { action: 'locked', records: [{ ...record, user: { ...record.user, signInLock } }], result: undefined };
    });
    const answer = await browser.submit(page, { password: chosen });
    assert.equal(answer.status, 400);
    assert.equal(await isSignedIn(browser), false);
    const password = await vestibule.parts.store.users.password('demo', id);
    assert.equal(password?.mustChange, true, 'and changes nothing');
  });

  test('is not chosen over a password that staff set since', async () => {
    const { browser, page } = await typed('m5');
    const config = vestibule.app.institutions.get('demo')?.config;
    assert.ok(config);
    const next = { user: 'm5', password: 'set again by the desk', mustChange: false };
    await setPassword(directoryOf(vestibule.parts, config), operator, next);
    assert.equal((await browser.submit(page, { password: chosen })).status, 400);
    assert.equal(await isSignedIn(browser), false);
    assert.equal((await typed('m5', next.password)).page.status, 303, 'that of the desk stands');
  });
});

describe('a reset link', () => {
  async function link(user: string, caller: Caller = operator): Promise<string> {
    const { parts, app } = vestibule;
    const config = app.institutions.get('demo')?.config;
    assert.ok(config);
    const { ephemeral, sealing, random, store } = parts;
    const links = { ephemeral, sealing, random, journal: store.journal };
    const { secret } = await giveResetLink(directoryOf(parts, config), links, caller, await idOf(user));
    return `${vestibule.url}/demo/reset?token=${secret}`;
  }

  test('sets a password once, ends every session, and can be looked at as often as a scanner likes', async () => {
    const { browser: before } = await typed('r1');
    assert.equal(await isSignedIn(before), true);
    const address = await link('r1');
    for (let looks = 0; looks < 5; looks++) assert.equal((await openBrowser().get(address)).status, 200);
    const browser = openBrowser();
    const page = await browser.get(address);
    const done = await browser.submit(page, { password: chosen });
    assert.equal(done.status, 200);
    assert.match(done.body, /Your password is changed/);
    assert.equal(await isSignedIn(before), false);
    assert.equal((await browser.submit(page, { password: 'second purple kettle' })).status, 400);
    assert.equal((await browser.get(address)).status, 400);
    assert.equal((await typed('r1', chosen)).page.status, 303);
  });

  test('is over when a newer one was made, or the password was changed', async () => {
    const [first, second] = [await link('r2'), await link('r2')];
    assert.equal((await openBrowser().get(first)).status, 400);
    const browser = openBrowser();
    await browser.submit(await browser.get(second), { password: chosen });
    assert.equal((await openBrowser().get(second)).status, 400);
  });

  test('is not spent by a weak password', async () => {
    const browser = openBrowser();
    const page = await browser.get(await link('r2'));
    const again = await browser.submit(page, { password: 'short' });
    assert.equal(again.status, 422);
    assert.equal((await browser.submit(again, { password: 'third purple kettle' })).status, 200);
  });

  test('tells a made-up token nothing', async () => {
    for (const token of ['x', 'a'.repeat(43), '../..', ''])
      assert.equal((await openBrowser().get(`${vestibule.url}/demo/reset?token=${token}`)).status, 400);
    assert.equal((await openBrowser().get(`${vestibule.url}/demo/reset`)).status, 400);
  });

  test('to the record of somebody who may more is given to nobody who may less', async () => {
    const manager: Caller = {
      actor: { who: 'm', via: 'test' },
      grants: [
        { role: 'user-manager', scope: vestibule.app.institutions.get('demo')?.config.code ?? '', status: 'active' },
      ],
    };
    assert.match(await link('r1', manager), /token=/);
    await assert.rejects(link('boss', manager), { code: 'VST_NOT_ALLOWED' });
  });
});

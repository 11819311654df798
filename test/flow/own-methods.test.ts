// A person's own ways to sign in: she sees, attaches and detaches them, after she proved again who she is, for that very
// change, in that very session.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lockSignIn } from '../../src/directory/management/sign-in-lock.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { systemClock } from '../../src/platform.ts';
import {
  type AttachmentLibrary,
  emailOf,
  password,
  signedInAs,
  startAttachmentLibrary,
  throughProvider,
} from '../support/attachment-library.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { operator } from '../support/directory.ts';
import { links, parse } from '../support/html-forms.ts';
import { meOf } from '../support/sign-in-end.ts';

let library: AttachmentLibrary;
let counter = 0;
let ahead = 0;
const clock: Clock = { now: () => systemClock.now() + ahead };

async function somebody(given: object = {}): Promise<string> {
  const name = `own${++counter}`;
  await library.house.seed('demo', [{ primaryIdentifier: name, emails: [emailOf(name)], password, ...given }]);
  return name;
}

const methods = (browser: Browser) => browser.get(`${library.url}/demo/me/methods`);
const session = (browser: Browser) => browser.cookies(library.url).get('vst-demo-session');

/** Presses the button that posts these fields. */
async function press(browser: Browser, page: Answer, fields: Readonly<Record<string, string>>): Promise<Answer> {
  const forms = parse(page.body);
  const which = forms.findIndex((form) => Object.entries(fields).every(([name, value]) => form.fields[name] === value));
  assert.ok(which >= 0, `no form with ${JSON.stringify(fields)}: ${page.body}`);
  return browser.follow(await browser.submit(page, {}, which));
}

/** Up to the page that asks for the library password. */
async function toPassword(browser: Browser, prove: Answer): Promise<Answer> {
  const goOn = await press(browser, prove, { with: 'library' });
  const href = /href="([^"]*\/login\/library[^"]*)"/.exec(goOn.body)?.[1] ?? assert.fail(goOn.body);
  return browser.follow(await browser.get(new URL(href.replaceAll('&amp;', '&'), goOn.url).href));
}

async function proveByPassword(browser: Browser, prove: Answer, name: string, secret = password): Promise<Answer> {
  const form = await toPassword(browser, prove);
  return browser.follow(await browser.submit(form, { username: name, password: secret }));
}

async function toConfirmAttach(browser: Browser, name: string): Promise<Answer> {
  const prove = await press(browser, await methods(browser), { profile: 'google' });
  assert.match(prove.body, /Is it you\?/);
  return proveByPassword(browser, prove, name);
}

async function attach(browser: Browser, name: string, sub: string): Promise<Answer> {
  const confirm = await toConfirmAttach(browser, name);
  assert.match(confirm.body, /Now “Google”/);
  library.account(sub);
  return throughProvider(browser, await browser.submit(confirm), library.google);
}

before(async () => {
  library = await startAttachmentLibrary({ clock });
});
after(() => library.close());

describe('a person’s own ways to sign in', () => {
  test('are shown to her alone, masked, with who manages them', async () => {
    const user = await somebody({
      accountType: 'external',
      owningSystem: 'SIS',
      identifiers: [
        { type: 'STUDENT_NO', value: '20214711', segment: 'external' },
        { type: 'GOOGLE', value: '108822013377001122334' },
        { type: 'GOOGLE', value: '999', status: 'inactive' },
      ],
    });
    const anybody = await openBrowser().get(`${library.url}/demo/me/methods`);
    assert.equal(anybody.status, 303);
    await library.house.load([library.file({ fallback: { whenChosen: true } })]);
    const browser = await signedInAs(library.url, user);
    const me = await browser.get(`${library.url}/demo/me`);
    assert.match(me.body, /href="\/demo\/me\/methods"/);
    const page = await methods(browser);
    assert.match(page.body, /Student number: ••••4711/);
    assert.match(page.body, /Managed by SIS/);
    assert.match(page.body, /Google account: ••••2334/);
    assert.match(page.body, /Your password at the library/);
    assert.doesNotMatch(page.body, /20214711|108822013377001122334|\b999\b/);
    assert.equal(parse(page.body).filter(({ action }) => action.endsWith('/detach')).length, 1);
    await library.house.load([library.file()]);
  });

  test('do not list a profile that is switched off, or that does not take her', async () => {
    const user = await somebody({ identifiers: [{ type: 'GOOGLE', value: '5001' }] });
    const browser = await signedInAs(library.url, user);
    await library.house.load([library.file({}, { enabled: false })]);
    assert.doesNotMatch((await methods(browser)).body, /Google/);
    await library.house.load([library.file({}, { recordTypes: ['staff'] })]);
    assert.doesNotMatch((await methods(browser)).body, /Google/);
    await library.house.load([library.file()]);
    assert.match((await methods(browser)).body, /Google/);
  });
});

async function leaving(browser: Browser, goOn: Answer): Promise<Answer> {
  const href = links(goOn.body).find((link) => link.includes('/login/')) ?? assert.fail(goOn.body);
  return browser.get(new URL(href, goOn.url).href);
}

describe('attaching', () => {
  test('takes a fresh proof and a sign-in at the provider, keeps her session, and is told by letter', async () => {
    const user = await somebody();
    const browser = await signedInAs(library.url, user);
    const before = session(browser);
    const end = await attach(browser, user, '5101');
    assert.equal(end.status, 200);
    assert.match(end.body, /“Google” is attached/);
    assert.equal(session(browser), before);
    assert.deepEqual(await library.googleIds(user), ['5101']);
    assert.match((await library.letterTo(user, 'method-attached')).text, /desk@lib\.example/);
  });

  test('is nothing that the session alone can do', async () => {
    const user = await somebody();
    const browser = await signedInAs(library.url, user);
    const prove = await press(browser, await methods(browser), { profile: 'google' });
    const handle = new URL(prove.url).searchParams.get('a') ?? '';
    for (const step of [
      await browser.get(`${library.url}/demo/me/methods/go?a=${handle}`),
      await browser.post(`${library.url}/demo/me/methods/go`, { a: handle }),
      await browser.post(`${library.url}/demo/me/methods/prove`, { a: handle, with: 'google' }),
    ])
      assert.notEqual(step.status, 200);
    const wrong = await proveByPassword(browser, prove, user, 'not-the-password');
    assert.equal(wrong.status, 401);
    assert.deepEqual(await library.googleIds(user), []);
  });

  test('is refused after somebody else proved who he is', async () => {
    const [user, other] = [await somebody(), await somebody()];
    const browser = await signedInAs(library.url, user);
    const prove = await press(browser, await methods(browser), { profile: 'google' });
    const end = await proveByPassword(browser, prove, other);
    assert.equal(end.status, 403);
    assert.match(end.body, /somebody else’s sign-in/);
    assert.equal((await meOf(library, browser)).primaryIdentifier, user, 'the session is still hers');
  });

  test('is refused once the proof is older than five minutes', async () => {
    const user = await somebody();
    const browser = await signedInAs(library.url, user);
    const confirm = await toConfirmAttach(browser, user);
    const goOn = await browser.submit(confirm);
    library.account('5103');
    ahead += 301_000;
    assert.equal((await browser.submit(confirm)).status, 400);
    const end = await throughProvider(browser, goOn, library.google);
    assert.equal(end.status, 400);
    assert.match(end.body, /Please begin again/);
    assert.deepEqual(await library.googleIds(user), []);
  });

  test('is refused once she signed out, was locked, or is in another session', async () => {
    for (const what of ['signed out', 'locked', 'another session'] as const) {
      const user = await somebody();
      const browser = await signedInAs(library.url, user);
      const goOn = await browser.submit(await toConfirmAttach(browser, user));
      library.account(`52${counter}`);
      if (what === 'signed out') await browser.post(`${library.url}/demo/logout`, {});
      if (what === 'locked') await lockSignIn(library.deps().directory, operator, { user, reason: 'test' });
      if (what === 'another session') {
        const form = await browser.follow(await browser.get(`${library.url}/demo/login/library?prompt=login`));
        if (parse(form.body).some(({ fields }) => 'password' in fields))
          await browser.follow(await browser.submit(form, { username: user, password }));
        else browser.forget(library.url, 'vst-demo-session');
      }
      // After a sign-out nothing that was begun before goes on in this browser: it does not even leave.
      const end =
        what === 'signed out' ? await leaving(browser, goOn) : await throughProvider(browser, goOn, library.google);
      assert.ok(end.status >= 400, `${what}: ${end.status}`);
      assert.deepEqual(await library.googleIds(user), [], what);
    }
  });

  test('of an account that another user has is refused, without a word of him', async () => {
    const owner = await somebody({ identifiers: [{ type: 'GOOGLE', value: '5301' }] });
    const user = await somebody();
    const browser = await signedInAs(library.url, user);
    const end = await attach(browser, user, '5301');
    assert.equal(end.status, 403);
    assert.doesNotMatch(end.body, new RegExp(`${owner}|taken`));
    const [entry] = await library.house.parts.store.journal.auditOf('demo', 1);
    assert.equal(entry?.detail['holder'], await library.idOf(owner));
  });

  test('is done once: the same return again does nothing more', async () => {
    const user = await somebody();
    const browser = await signedInAs(library.url, user);
    const confirm = await toConfirmAttach(browser, user);
    const [first, second] = [await browser.submit(confirm), await browser.submit(confirm)];
    library.account('5401');
    assert.equal((await throughProvider(browser, first, library.google)).status, 200);
    library.account('5402');
    assert.equal((await throughProvider(browser, second, library.google)).status, 400);
    assert.deepEqual(await library.googleIds(user), ['5401']);
  });

  test('begins at no form of another site', async () => {
    const browser = await signedInAs(library.url, await somebody());
    for (const path of ['attach', 'detach', 'prove', 'go']) {
      const forged = await browser.post(
        `${library.url}/demo/me/methods/${path}`,
        { profile: 'google', a: 'x'.repeat(43) },
        'https://evil.example/',
      );
      assert.equal(forged.status, 403, path);
    }
  });

  test('is offered of no profile that is not made for it', async () => {
    const browser = await signedInAs(library.url, await somebody());
    for (const profile of ['campus', 'library', 'off', 'nowhere'])
      assert.equal((await browser.post(`${library.url}/demo/me/methods/attach`, { profile })).status, 404, profile);
  });
});

describe('detaching', () => {
  async function toConfirmDetach(browser: Browser, name: string): Promise<Answer> {
    const page = await methods(browser);
    const detach = parse(page.body).find(({ action }) => action.endsWith('/detach')) ?? assert.fail(page.body);
    const prove = await press(browser, page, detach.fields);
    return proveByPassword(browser, prove, name);
  }

  test('takes the account away after a fresh proof, and is told by letter', async () => {
    const user = await somebody({ identifiers: [{ type: 'GOOGLE', value: '108822013377005501' }] });
    const browser = await signedInAs(library.url, user);
    const confirm = await toConfirmDetach(browser, user);
    assert.match(confirm.body, /Detach “Google”\?/);
    assert.match(confirm.body, /••••5501/);
    const end = await browser.submit(confirm);
    assert.match(end.body, /“Google” is detached/);
    assert.deepEqual(await library.googleIds(user), []);
    await library.letterTo(user, 'method-detached');
    assert.equal((await browser.submit(confirm)).status, 400, 'only once');
  });

  test('is not offered of the last way, nor done', async () => {
    await library.house.load([library.file({ fallback: { whenChosen: false } })]);
    const user = await somebody({ password: undefined, identifiers: [{ type: 'GOOGLE', value: '5601' }] });
    library.account('5601');
    const browser = openBrowser();
    const sent = await browser.follow(
      await browser.get(`${library.url}/demo/login/google`),
      (location) => !location.startsWith(library.url),
    );
    const back = await library.google.authorize(sent.headers.get('location') ?? assert.fail(sent.body));
    await browser.follow(await browser.get(back.href));
    const page = await methods(browser);
    assert.match(page.body, /Your last one/);
    assert.equal(parse(page.body).filter(({ action }) => action.endsWith('/detach')).length, 0);
    const [identifier] = (await library.house.parts.store.users.identifiers('demo', await library.idOf(user))).filter(
      ({ type }) => type === 'GOOGLE',
    );
    const begun = await browser.post(`${library.url}/demo/me/methods/detach`, { identifier: identifier?.id ?? '' });
    const prove = await browser.follow(begun);
    const goOn = await press(browser, prove, { with: 'google' });
    const confirm = await throughProvider(browser, goOn, library.google);
    const end = await browser.submit(confirm);
    assert.equal(end.status, 409);
    assert.match(end.body, /Your last way to sign in stays/);
    assert.deepEqual(await library.googleIds(user), ['5601']);
  });

  test('of two at once that would leave none, one is refused', async () => {
    const user = await somebody({
      password: undefined,
      identifiers: [
        { type: 'GOOGLE', value: '5701' },
        { type: 'GOOGLE', value: '5702' },
      ],
    });
    library.account('5701');
    const browser = openBrowser();
    const sent = await browser.follow(
      await browser.get(`${library.url}/demo/login/google`),
      (location) => !location.startsWith(library.url),
    );
    const back = await library.google.authorize(sent.headers.get('location') ?? assert.fail(sent.body));
    await browser.follow(await browser.get(back.href));
    const page = await methods(browser);
    const forms = parse(page.body).filter(({ action }) => action.endsWith('/detach'));
    assert.equal(forms.length, 2);
    const confirms = [];
    for (const { fields } of forms) {
      const prove = await press(browser, page, fields);
      confirms.push(await throughProvider(browser, await press(browser, prove, { with: 'google' }), library.google));
    }
    const ends = await Promise.all(confirms.map((confirm) => browser.submit(confirm)));
    assert.deepEqual(
      ends.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409],
    );
    assert.equal((await library.googleIds(user)).length, 1);
  });

  test('leaves a number that another system keeps', async () => {
    const user = await somebody({ identifiers: [{ type: 'STUDENT_NO', value: '20215801' }] });
    const browser = await signedInAs(library.url, user);
    const identifiers = await library.house.parts.store.users.identifiers('demo', await library.idOf(user));
    for (const { id } of identifiers) {
      const end = await browser.post(`${library.url}/demo/me/methods/detach`, { identifier: id });
      assert.equal(end.status, 400);
    }
  });
});

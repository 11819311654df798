// An invitation, from the letter or the printed code to a sign-in by what was attached: for her it was for, and nobody else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { revokeInvitations } from '../../src/directory/invitations/manage.ts';
import { lockSignIn } from '../../src/directory/management/sign-in-lock.ts';
import {
  type AttachmentLibrary,
  departure,
  emailOf,
  openInvitation,
  password,
  signedInAs,
  startAttachmentLibrary,
  throughProvider,
} from '../support/attachment-library.ts';
import { type Browser, openBrowser } from '../support/browse.ts';
import { operator } from '../support/directory.ts';
import { links } from '../support/html-forms.ts';
import { meOf, traceOf } from '../support/sign-in-end.ts';

let library: AttachmentLibrary;
let counter = 0;

/** Somebody new, with an address. */
async function somebody(given: object = {}): Promise<string> {
  const name = `user${++counter}`;
  await library.house.seed('demo', [
    { primaryIdentifier: name, name: { first: `First${counter}`, last: 'Last' }, emails: [emailOf(name)], ...given },
  ]);
  return name;
}

async function signIn(): Promise<Browser> {
  const browser = openBrowser();
  const chooser = await browser.follow(await browser.get(`${library.url}/demo/login`));
  const link = links(chooser.body).find((href) => href.includes('/login/google')) ?? assert.fail(chooser.body);
  const sent = await browser.get(new URL(link, chooser.url).href);
  const back = await library.google.authorize(sent.headers.get('location') ?? assert.fail(sent.body));
  await browser.follow(await browser.get(back.href));
  return browser;
}

const invitations = async (user: string) =>
  Array.fromAsync(library.house.parts.store.invitations.list('demo', { userId: await library.idOf(user) }));

before(async () => {
  library = await startAttachmentLibrary();
});
after(() => library.close());

describe('an invitation by letter', () => {
  test('attaches the account that she signs in with at the provider, and from then on she comes in by it', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    const browser = openBrowser();
    const page = await browser.get(link);
    assert.match(page.body, /Demo Library invites you to sign in by “Google”/);
    assert.match(page.body, /Hello First1!/);
    assert.doesNotMatch(page.body, /Last|user1|lib\.example.*user/);
    library.account('7001');
    const end = await throughProvider(browser, await browser.submit(page), library.google);
    assert.equal(end.status, 200);
    assert.match(end.body, /“Google” is attached/);
    assert.equal((await meOf(library, browser)).signedIn, false, 'to attach is not to sign in');
    assert.deepEqual(await library.googleIds(user), ['7001']);
    const [identifier] = (await library.house.parts.store.users.identifiers('demo', await library.idOf(user))).filter(
      ({ type }) => type === 'GOOGLE',
    );
    assert.equal(identifier?.segment, 'internal');
    assert.equal((await meOf(library, await signIn())).primaryIdentifier, user);

    const letter = await library.letterTo(user, 'method-attached');
    assert.equal(letter.to, `${user}@lib.example`);
    assert.match(letter.text, /“Google” was attached to your library record/);
    assert.match(letter.text, /desk@lib\.example/);
    assert.doesNotMatch(`${letter.text}${letter.html}`, /https?:\/\/\S*(?:invite|login|reset)/);
  });

  test('left open at a shared computer, it does not take the account of whoever comes after her sign-out', async () => {
    const user = await somebody({ password });
    const browser = await signedInAs(library.url, user);
    const goOn = await browser.submit(await browser.get(await library.invite(user)));
    library.account('7099');
    const back = await library.google.authorize(await departure(browser, goOn));
    await browser.submit(await browser.get(`${library.url}/demo/logout`));
    const end = await browser.follow(await browser.get(back.href));
    assert.equal(end.status, 403);
    assert.match(end.body, /begun in a different browser/);
    assert.deepEqual(await library.googleIds(user), []);
  });

  test('is spent by that, and the link says only that it is over', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    library.account('7002');
    const { browser, goOn } = await openInvitation(link);
    await throughProvider(browser, goOn, library.google);
    const again = await openBrowser().get(link);
    assert.equal(again.status, 400);
    assert.match(again.body, /This link is no longer good/);
    assert.doesNotMatch(again.body, /First\d/);
  });

  test('a scanner that looks, asks for the head and presses the button ten times neither spends nor attaches', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    for (let count = 0; count < 10; count++) {
      await fetch(link, { method: 'HEAD' });
      const scanner = openBrowser();
      const page = await scanner.get(link);
      const goOn = await scanner.submit(page);
      assert.equal(goOn.status, 200);
      const href = links(goOn.body).find((one) => one.includes('/login/')) ?? assert.fail(goOn.body);
      await scanner.get(new URL(href, goOn.url).href);
      assert.equal((await meOf(library, scanner)).signedIn, false);
    }
    assert.deepEqual(await library.googleIds(user), []);
    library.account('7003');
    const { browser, goOn } = await openInvitation(link);
    await throughProvider(browser, goOn, library.google);
    assert.deepEqual(await library.googleIds(user), ['7003']);
  });

  test('goes on after she went back without an account', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    const { browser, goOn } = await openInvitation(link);
    library.google.behave.authorization = 'cancel';
    const cancelled = await throughProvider(browser, goOn, library.google);
    library.google.mend();
    assert.equal(cancelled.status, 403);
    assert.doesNotMatch(cancelled.body, /library password|another way/i, 'no other way is offered for it');
    library.account('7004');
    const again = links(cancelled.body).find((href) => href.includes('attempt=')) ?? assert.fail(cancelled.body);
    const sent = await browser.follow(
      await browser.get(new URL(again, cancelled.url).href),
      (location) => !location.startsWith(library.url),
    );
    const back = await library.google.authorize(sent.headers.get('location') ?? assert.fail(sent.body));
    await browser.follow(await browser.get(back.href));
    assert.deepEqual(await library.googleIds(user), ['7004']);
  });

  test('of two who use it at once, one attaches, and the other is told that it is over', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    const [first, second] = [await openInvitation(link), await openInvitation(link)];
    library.account('7005');
    await throughProvider(first.browser, first.goOn, library.google);
    library.account('7006');
    const late = await throughProvider(second.browser, second.goOn, library.google);
    assert.equal(late.status, 400);
    assert.match(late.body, /Please begin again/);
    assert.deepEqual(await library.googleIds(user), ['7005']);
  });

  test('comes back only in the browser that pressed the button', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    const { browser, goOn } = await openInvitation(link);
    library.account('7007');
    const href = links(goOn.body).find((one) => one.includes('/login/')) ?? assert.fail(goOn.body);
    const sent = await browser.get(new URL(href, goOn.url).href);
    const back = await library.google.authorize(sent.headers.get('location') ?? assert.fail(sent.body));
    const other = openBrowser();
    const refused = await other.follow(await other.get(back.href));
    assert.equal(refused.status, 403);
    assert.deepEqual(await library.googleIds(user), []);
  });

  test('is not finished by another profile, nor by a password', async () => {
    const user = await somebody({ password: 'library-password' });
    const link = await library.invite(user);
    const { browser, goOn } = await openInvitation(link);
    const href = links(goOn.body).find((one) => one.includes('/login/')) ?? assert.fail(goOn.body);
    const attempt = new URL(href, goOn.url).searchParams.get('attempt') ?? '';
    const campus = await browser.get(`${library.url}/demo/login/campus?attempt=${attempt}`);
    assert.ok(!(campus.headers.get('location') ?? '').startsWith(library.campus.issuer), 'sent to another upstream');
    const typed = await browser.post(`${library.url}/demo/login/library?attempt=${attempt}`, {
      username: user,
      password: 'library-password',
    });
    assert.notEqual(typed.status, 303);
    assert.equal((await meOf(library, browser)).signedIn, false);
    assert.deepEqual(await library.googleIds(user), []);
  });

  test('counts no form that another site posts', async () => {
    const user = await somebody();
    const link = await library.invite(user);
    const browser = openBrowser();
    await browser.get(link);
    const t = new URL(link).searchParams.get('t') ?? '';
    const forged = await browser.post(`${library.url}/demo/invite`, { t }, 'https://evil.example/');
    assert.equal(forged.status, 403);
    assert.match(forged.body, /That form came from somewhere else/);
  });

  test('is refused when its token is made up, changed, or of no invitation, without a word of why', async () => {
    const link = await library.invite(await somebody());
    const token = new URL(link).searchParams.get('t') ?? '';
    const flipped = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const made of [
      '',
      'x',
      flipped,
      token.split('.')[0] ?? '',
      `${token}.x`,
      'a'.repeat(5000),
      token.slice(0, -1),
    ]) {
      const page = await openBrowser().get(`${library.url}/demo/invite?t=${encodeURIComponent(made)}`);
      assert.equal(page.status, 400, made);
      assert.match(page.body, /This link is no longer good/);
    }
    assert.equal((await openBrowser().get(link)).status, 200);
  });
});

describe('an account that somebody has already', () => {
  test('is refused, tells nothing of the other, and is found by staff with both users', async () => {
    const [owner, user] = [await somebody({ identifiers: [{ type: 'GOOGLE', value: '8001' }] }), await somebody()];
    const { browser, goOn } = await openInvitation(await library.invite(user));
    library.account('8001');
    const end = await throughProvider(browser, goOn, library.google);
    assert.equal(end.status, 403);
    assert.match(end.body, /The library has to look at it/);
    assert.doesNotMatch(end.body, new RegExp(`${owner}|taken|somebody else|another user`, 'i'));
    const trace = await traceOf(library.house, end.body);
    assert.match(trace, new RegExp(owner));
    assert.match(trace, new RegExp(user));
    assert.match(trace, /VST_IDENTIFIER_TAKEN/);
    const [entry] = await library.house.parts.store.journal.auditOf('demo', 1);
    assert.equal(entry?.action, 'attachment-refused');
    assert.equal(entry.userId, await library.idOf(user));
    assert.equal(entry.detail['holder'], await library.idOf(owner));
    const [invitation] = await invitations(user);
    assert.equal(invitation?.trouble?.outcome, 'VST_IDENTIFIER_TAKEN');
    assert.deepEqual(await library.googleIds(user), []);
    assert.deepEqual(await library.googleIds(owner), ['8001']);
  });

  test('may be tried five times, and then the invitation is over', async () => {
    await somebody({ identifiers: [{ type: 'GOOGLE', value: '8002' }] });
    const user = await somebody();
    const link = await library.invite(user);
    library.account('8002');
    for (let tries = 0; tries < 5; tries++) {
      const { browser, goOn } = await openInvitation(link);
      assert.equal((await throughProvider(browser, goOn, library.google)).status, 403);
    }
    assert.equal((await openBrowser().get(link)).status, 400);
    assert.deepEqual(
      (await invitations(user)).map(({ state, tries }) => `${state} ${tries}`),
      ['failed 5'],
    );
  });

  test('attached to two at once goes to one of them', async () => {
    const users = [await somebody(), await somebody()];
    const opened = [];
    for (const user of users) opened.push(await openInvitation(await library.invite(user)));
    library.account('8003');
    const ends = await Promise.all(opened.map(({ browser, goOn }) => throughProvider(browser, goOn, library.google)));
    assert.deepEqual(
      ends.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 403],
    );
    const held = await Promise.all(users.map((user) => library.googleIds(user)));
    assert.deepEqual(
      held.map((ids) => ids.length).toSorted((a, b) => a - b),
      [0, 1],
    );
  });

  test('that she has herself is said to be attached', async () => {
    const user = await somebody({ identifiers: [{ type: 'GOOGLE', value: '8004' }] });
    const { browser, goOn } = await openInvitation(await library.invite(user));
    library.account('8004');
    assert.equal((await throughProvider(browser, goOn, library.google)).status, 200);
    assert.deepEqual(await library.googleIds(user), ['8004']);
  });

  test('that staff switched off is not switched on by it', async () => {
    const user = await somebody({ identifiers: [{ type: 'GOOGLE', value: '8005', status: 'inactive' }] });
    const { browser, goOn } = await openInvitation(await library.invite(user));
    library.account('8005');
    assert.equal((await throughProvider(browser, goOn, library.google)).status, 403);
    assert.deepEqual(await library.googleIds(user), []);
  });
});

describe('while she is away at the provider', () => {
  test('a lock, the end of her sessions, a revocation and a newer invitation each end it', async () => {
    const { house } = library;
    const changes: Readonly<Record<string, (user: string) => Promise<unknown>>> = {
      lock: (user) => lockSignIn(library.deps().directory, operator, { user, reason: 'test' }),
      'sessions ended': async (user) =>
        house.parts.store.users.endSessions('demo', await library.idOf(user), { who: 'test', via: 'test' }),
      revoked: (user) => revokeInvitations(library.deps(), operator, { user }),
      newer: (user) => library.print(user),
    };
    for (const [name, change] of Object.entries(changes)) {
      const user = await somebody();
      const { browser, goOn } = await openInvitation(await library.invite(user));
      await change(user);
      library.account(`90${counter}`);
      const end = await throughProvider(browser, goOn, library.google);
      assert.notEqual(end.status, 200, name);
      assert.deepEqual(await library.googleIds(user), [], name);
    }
  });

  test('a profile that is no longer attachable attaches nothing', async () => {
    const user = await somebody();
    const { browser, goOn } = await openInvitation(await library.invite(user));
    await library.house.load([library.file({}, { attachable: false })]);
    library.account('9100');
    const href = links(goOn.body).find((one) => one.includes('/login/')) ?? assert.fail(goOn.body);
    const sent = await browser.get(new URL(href, goOn.url).href);
    const location = sent.headers.get('location') ?? '';
    if (location.startsWith('http')) {
      const back = await library.google.authorize(location);
      assert.equal((await browser.follow(await browser.get(back.href))).status, 403);
    }
    await library.house.load([library.file()]);
    assert.deepEqual(await library.googleIds(user), []);
  });
});

describe('a printed code', () => {
  test('is typed in any spelling, shows for what it is, and attaches', async () => {
    const user = await somebody();
    const code = await library.print(user);
    assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const browser = openBrowser();
    const ask = await browser.get(`${library.url}/demo/invite`);
    const spelled = ` ${code.toLowerCase().replaceAll('-', ' – ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    const page = await browser.submit(ask, { code: spelled });
    assert.match(page.body, /invites you to sign in by “Google”/);
    library.account('9201');
    const end = await throughProvider(browser, await browser.submit(page), library.google);
    assert.equal(end.status, 200);
    assert.deepEqual(await library.googleIds(user), ['9201']);
    const again = await openBrowser().post(`${library.url}/demo/invite`, { code });
    assert.equal(again.status, 422);
  });

  test('that is wrong is answered alike whatever is wrong with it, and not for long from one source', async (t) => {
    const other = await startAttachmentLibrary();
    t.after(() => other.close());
    await other.house.seed('demo', [{ primaryIdentifier: 'ada', emails: [emailOf('ada')] }]);
    const good = await other.print('ada');
    const wrong = ['', 'x', '0000-0000-0000', 'ZZZZ-ZZZZ-ZZZZ', '9'.repeat(40)];
    const pages = [];
    for (const code of wrong) {
      const { status, body } = await openBrowser().post(`${other.url}/demo/invite`, { code });
      pages.push(`${status} ${body.replace(/value="[^"]*"/g, '').replaceAll(/href="[^"]*"/g, '')}`);
    }
    assert.equal(new Set(pages).size, 1);
    for (let count = wrong.length; count < 20; count++)
      await openBrowser().post(`${other.url}/demo/invite`, { code: '0000-0000-0000' });
    const limited = await openBrowser().post(`${other.url}/demo/invite`, { code: good });
    assert.equal(limited.status, 429);
    assert.match(limited.body, /Too many tries/);
  });

  test('is no link, and a link’s secret is no code', async () => {
    const code = (await library.print(await somebody())).replaceAll('-', '');
    const page = await openBrowser().get(`${library.url}/demo/invite?t=${code}`);
    assert.equal(page.status, 400);
  });
});

// One sign-out: a session that ends, however it does, ends at the applications that were told of it. Two nodes on one
// installation; the applications verify what they get.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { directoryOf } from '../../src/directories.ts';
import { lockSignIn } from '../../src/directory/management/sign-in-lock.ts';
import type { AuditEntry } from '../../src/domain/ports/journal.ts';

import { answerOf, ask } from '../support/asking-application.ts';
import { type Browser, openBrowser } from '../support/browse.ts';
import { operator } from '../support/directory.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { meOf } from '../support/sign-in-end.ts';
import { startToldApplication, type ToldApplication } from '../support/told-application.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const password = 'library-password';
let house: TwoNodes;
let catalogue: ToldApplication;
let shelf: ToldApplication;

const issuer = () => `${house.url}/demo/oidc`;
const file = (...more: NonNullable<InstitutionInput['relyingParties']>): InstitutionInput =>
  libraryOf({ relyingParties: [catalogue.party, shelf.party, ...more], lockout: { slowAfter: 10_000 } });

before(async () => {
  catalogue = await startToldApplication(issuer);
  shelf = await startToldApplication(issuer, 'shelf');
  house = await startTwoNodes({ institutions: () => [file()] });
  await house.a.seed('demo', [
    { primaryIdentifier: 'ada', password },
    { primaryIdentifier: 'bob', password },
    { primaryIdentifier: 'eve', password },
    { primaryIdentifier: 'kay', password },
  ]);
});
after(async () => {
  await house.close();
  await Promise.all([catalogue.close(), shelf.close()]);
});
beforeEach(async () => {
  house.turn('a');
  await house.load([file()]);
  // Where the following of changes begins.
  await house.a.app.tellApplications();
});
afterEach(() => {
  catalogue.behaves = 'answers';
  shelf.behaves = 'answers';
});

/** Signs in for an application. @returns the claims of its ID token */
async function signIn(browser: Browser, who = 'ada', client = 'catalogue') {
  const page = await ask(house, browser, { client_id: client, prompt: 'login' });
  const form = await browser.submit(page, { username: who, password });
  return told(browser, form, client);
}

/** With the session that stands. */
async function visit(browser: Browser, client: string) {
  return told(browser, await ask(house, browser, { client_id: client }), client);
}

async function told(browser: Browser, answer: Awaited<ReturnType<Browser['get']>>, client: string) {
  const isAway = (location: string) => !location.startsWith(house.url);
  const page = await browser.follow(answer, isAway);
  // After a form the browser goes on from a page of ours.
  const on = links(page.body).find((href) => href.includes('/login/continue'));
  const landed = on === undefined ? page : await browser.follow(await browser.get(new URL(on, page.url).href), isAway);
  return answerOf(house, landed, client);
}

async function signOut(browser: Browser) {
  return browser.submit(await browser.get(`${house.url}/demo/logout`));
}

/** An application without an address of its own to be told at. */
function libraryParty(id: string) {
  return { kind: 'oidc' as const, id, name: id, redirectUris: ['https://catalogue.example/cb'] };
}

const framesOf = (body: string) =>
  [...body.matchAll(/<iframe hidden src="([^"]+)"/g)].map(([, src = '']) => src.replaceAll('&amp;', '&'));

const idOf = async (browser: Browser) => (await meOf(house, browser)).user ?? assert.fail('not signed in');

/** The newest line that fits: it is written when all have answered, which may be after the page. */
async function auditLine(fits: (entry: AuditEntry) => boolean): Promise<AuditEntry> {
  for (const until = Date.now() + 5000; ; await wait(20)) {
    const lines = await house.parts.store.journal.auditOf('demo', 50);
    const line = lines.find((entry) => entry.action === 'sign-out-told' && fits(entry));
    if (line !== undefined) return line;
    if (Date.now() > until) assert.fail(JSON.stringify(lines));
  }
}

describe('a person who signs out', () => {
  test('is signed out at every application, each by its own name of the session', async () => {
    const browser = openBrowser();
    const [one, two] = [await signIn(browser), await visit(browser, 'shelf')];
    assert.equal(typeof one['sid'], 'string');
    assert.notEqual(one['sid'], two['sid']);
    const [before1, before2] = [catalogue.told.length, shelf.told.length];
    house.turn('b');
    const page = await signOut(browser);
    assert.match(page.body, /You are signed out at The catalogue and The shelf too\./);
    assert.doesNotMatch(page.body, /may still be/);
    assert.deepEqual([catalogue.told.length - before1, shelf.told.length - before2], [1, 1]);
    const [last, lastOfShelf] = [catalogue.told.at(-1), shelf.told.at(-1)];
    assert.deepEqual([last?.sub, last?.['sid']], [one['sub'], one['sid']]);
    assert.deepEqual([lastOfShelf?.sub, lastOfShelf?.['sid']], [two['sub'], two['sid']]);
    const { via } = await auditLine(({ detail }) => detail['told'] === 'catalogue shelf');
    assert.equal(via, 'self');
  });

  test('reads of an application that hangs, soon, and it is told later', async () => {
    const browser = openBrowser();
    await signIn(browser);
    await visit(browser, 'shelf');
    shelf.behaves = 'hangs';
    const began = Date.now();
    const page = await signOut(browser);
    assert.ok(Date.now() - began < 4500, 'the page waited for the application');
    assert.match(page.body, /You are signed out at The catalogue too\./);
    assert.match(page.body, /We could not yet sign you out at The shelf/);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  test('reads of an application that is away, and which take no such message', async () => {
    await house.load([file({ ...shelf.party, id: 'quiet', name: 'Quiet', backchannelLogoutUri: undefined })]);
    const browser = openBrowser();
    await signIn(browser);
    await visit(browser, 'quiet');
    catalogue.behaves = 'refuses';
    const page = await signOut(browser);
    assert.match(page.body, /We could not yet sign you out at The catalogue/);
    assert.match(page.body, /You may still be signed in at Quiet/);
    const { detail } = await auditLine((entry) => entry.detail['open'] === 'quiet');
    assert.deepEqual(detail, { unreachable: 'catalogue', open: 'quiet' });
  });

  test('is told to applications once, and to none that she never came to', async () => {
    const browser = openBrowser();
    await signIn(browser);
    const [calls, others] = [catalogue.calls, shelf.calls];
    await signOut(browser);
    await signOut(browser).catch(() => undefined);
    assert.deepEqual([catalogue.calls - calls, shelf.calls - others], [1, 0]);
  });
});

describe('an application that asks for a sign-out', () => {
  test('has her back at once when all were told', async () => {
    const back = 'https://catalogue.example/bye';
    await house.load([
      libraryOf({ relyingParties: [{ ...catalogue.party, postLogoutRedirectUris: [back] }, shelf.party] }),
    ]);
    const browser = openBrowser();
    const { raw } = await signIn(browser);
    await visit(browser, 'shelf');
    const query = new URLSearchParams({ id_token_hint: String(raw), post_logout_redirect_uri: back });
    const times = shelf.told.length;
    const answer = await browser.get(`${issuer()}/session/end?${query.toString()}`);
    assert.equal(answer.headers.get('location'), back);
    assert.equal(shelf.told.length, times + 1);
  });
});

describe('an application that only the browser can tell', () => {
  const back = 'https://catalogue.example/bye';
  const framed = { ...libraryParty('framed'), name: 'Framed', postLogoutRedirectUris: [back] };
  const address = 'https://catalogue.example/out?of=framed';

  test('is told in a frame of the page, which may load that and nothing else', async () => {
    await house.load([file({ ...framed, frontchannelLogoutUri: address })]);
    const browser = openBrowser();
    const { sid } = await signIn(browser, 'ada', 'framed');
    const page = await signOut(browser);
    assert.match(page.body, /Your browser is now signing you out at Framed/);
    const [frame] = framesOf(page.body);
    assert.equal(frame, `${address}&iss=${encodeURIComponent(issuer())}&sid=${String(sid)}`);
    assert.match(page.headers.get('content-security-policy') ?? '', /; frame-src https:\/\/catalogue\.example;/);
    assert.doesNotMatch(page.body, /http-equiv="refresh"/);
  });

  test('and that asks for the sign-out has her back by itself, after the frame', async () => {
    await house.load([file({ ...framed, frontchannelLogoutUri: address })]);
    const browser = openBrowser();
    const { raw } = await signIn(browser, 'ada', 'framed');
    const query = new URLSearchParams({ id_token_hint: String(raw), post_logout_redirect_uri: back });
    const page = await browser.get(`${issuer()}/session/end?${query.toString()}`);
    assert.equal(framesOf(page.body).length, 1);
    assert.match(page.body, /http-equiv="refresh" content="3; url=https:\/\/catalogue\.example\/bye"/);
  });

  test('is told in none by any other page', async () => {
    const page = await openBrowser().get(`${house.url}/demo/logout`);
    assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /frame-src/);
  });
});

describe('another sign-in in the same browser', () => {
  test('of somebody else ends the session at the applications', async () => {
    const browser = openBrowser();
    const { sid } = await signIn(browser);
    const times = catalogue.told.length;
    await signIn(browser, 'bob', 'shelf');
    await catalogue.toldTimes(times + 1);
    assert.equal(catalogue.told.at(-1)?.['sid'], sid);
  });

  test('of the same person leaves them alone until she signs out', async () => {
    const browser = openBrowser();
    const { sid } = await signIn(browser);
    const times = catalogue.told.length;
    await signIn(browser, 'ada', 'shelf');
    assert.equal(catalogue.told.length, times);
    await signOut(browser);
    await catalogue.toldTimes(times + 1);
    assert.equal(catalogue.told.at(-1)?.['sid'], sid);
  });
});

describe('a user who is locked', () => {
  test('is out at once on every node, and her applications are told by some node', async () => {
    const browser = openBrowser();
    await signIn(browser, 'eve');
    const other = openBrowser();
    const { sid } = await signIn(other);
    const eve = await idOf(browser);
    const times = catalogue.told.length;
    const { config } = house.b.app.institutions.get('demo') ?? assert.fail();
    await lockSignIn(directoryOf(house.b.parts, config), operator, { user: 'eve', reason: 'Card stolen' });
    for (const node of ['a', 'b'] as const) {
      house.turn(node);
      assert.equal((await meOf(house, browser)).signedIn, false);
    }
    await Promise.all([house.a.app.tellApplications(), house.b.app.tellApplications()]);
    await catalogue.toldTimes(times + 1);
    assert.equal((await meOf(house, other)).signedIn, true);
    assert.notEqual(catalogue.told.at(-1)?.['sid'], sid);
    await house.a.app.tellApplications();
    assert.equal(catalogue.told.length, times + 1);
    assert.equal((await auditLine(({ via }) => via === 'change')).userId, eve);
  });

  test('elsewhere, or changed in what decides nothing, costs nobody a session', async () => {
    const browser = openBrowser();
    await signIn(browser, 'bob');
    const bob = await idOf(browser);
    const times = catalogue.calls;
    const { changes } = house.parts.store;
    await changes.change('demo', { users: [bob] }, { who: 'test', via: 'test' }, (known) => {
      const record = known.record(bob) ?? assert.fail();
      return {
        action: 'user-edited',
        records: [{ ...record, user: { ...record.user, userGroup: 'STAFF' } }],
        result: 0,
      };
    });
    await house.b.app.tellApplications();
    assert.equal((await meOf(house, browser)).signedIn, true);
    assert.equal(catalogue.calls, times);
  });

  test('loses all her sessions when she was signed out everywhere', async () => {
    const browsers = [openBrowser(), openBrowser()];
    const sids = new Set<unknown>();
    for (const browser of browsers) sids.add((await signIn(browser, 'kay'))['sid']);
    const kay = await idOf(browsers[0] ?? assert.fail());
    const times = catalogue.told.length;
    await house.parts.store.users.endSessions('demo', kay, { who: 'operator', via: 'test' });
    await house.b.app.tellApplications();
    await catalogue.toldTimes(times + sids.size);
    const last = new Set(catalogue.told.slice(times).map((claims) => claims['sid']));
    for (const sid of sids) assert.ok(last.has(sid));
  });
});

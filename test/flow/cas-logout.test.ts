// Single logout: the CAS server says that a ticket's session is over. Nobody signs that, so only a ticket we know counts,
// and the answer tells nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { logoutRequestXml } from '../support/cas-bench.ts';
import { type CasStandIn, postLogout, startCasStandIn } from '../support/cas-stand-in.ts';
import { libraryOf } from '../support/institutions.ts';
import { meOf } from '../support/sign-in-end.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

let campus: CasStandIn;
let house: TwoNodes;

type Cas = Extract<InstitutionInput['loginProfiles'][number], { kind: 'cas' }>;

const profile = (more: Partial<Cas> = {}): Cas => ({
  id: 'campus',
  kind: 'cas',
  label: 'Campus',
  server: campus.url,
  match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
  ...more,
});

const file = (more: Partial<Cas> = {}) =>
  libraryOf({
    profiles: [profile(more), profile({ id: 'other', sharesIdentifiersWith: ['campus'] })],
  });

before(async () => {
  campus = await startCasStandIn();
  house = await startTwoNodes({ institutions: () => [file()] });
  await house.a.seed('demo', [{ primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] }]);
});
after(async () => {
  await house.close();
  await campus.close();
});

async function signIn(by = 'campus'): Promise<{ browser: Browser; ticket: string }> {
  const browser = openBrowser();
  const sent = await browser.get(`${house.url}/demo/login/${by}`);
  const back = await campus.signIn(sent.headers.get('location') ?? assert.fail(sent.body));
  await browser.follow(await browser.get(back.href));
  assert.equal((await meOf(house, browser)).signedIn, true);
  return { browser, ticket: back.searchParams.get('ticket') ?? assert.fail() };
}

const isIn = async (browser: Browser) => (await meOf(house, browser)).signedIn;
const callback = (by = 'campus') => `${house.url}/demo/login/${by}/callback`;

async function told(answer: Response) {
  return { status: answer.status, body: await answer.text(), cache: answer.headers.get('cache-control') };
}

const same = { status: 200, body: '', cache: 'no-store' };

describe('a sign-out at the CAS server', () => {
  test('ends the session of that ticket, and no other of the same person', async () => {
    const [one, two] = [await signIn(), await signIn()];
    assert.deepEqual(await told(await campus.signOut(one.ticket)), same);
    assert.deepEqual([await isIn(one.browser), await isIn(two.browser)], [false, true]);
  });

  test('ends it on every node, whichever is told', async () => {
    const { browser, ticket } = await signIn();
    house.turn('b');
    await campus.signOut(ticket);
    house.turn('a');
    assert.equal(await isIn(browser), false);
  });

  test('may be told at the address for it as well', async () => {
    const { browser, ticket } = await signIn();
    const answer = await postLogout(`${house.url}/demo/login/campus/backchannel`, logoutRequestXml(ticket));
    assert.deepEqual(await told(answer), same);
    assert.equal(await isIn(browser), false);
  });

  test('stands in the audit, with the sign-in that it ended', async () => {
    const { ticket } = await signIn();
    await campus.signOut(ticket);
    const [ended, begun] = await house.parts.store.journal.auditOf('demo', 2);
    assert.deepEqual(
      [begun?.action, ended?.action, ended?.via, ended?.actor],
      ['sign-in', 'sign-out', 'backchannel', 'system'],
    );
    assert.deepEqual([ended?.userId, ended?.trace], [begun?.userId, begun?.trace]);
    assert.doesNotMatch(JSON.stringify(ended) + house.a.logs.join(''), new RegExp(ticket));
  });
});

describe('a logout request', () => {
  for (const [what, message] of [
    ['of a ticket that nobody had', () => logoutRequestXml('ST-1-nobody')],
    ['of a ticket whose session is over', (ticket: string) => logoutRequestXml(`${ticket}x`)],
    ['that is no XML', () => 'over'],
    ['with a document type', (ticket: string) => `<!DOCTYPE x>${logoutRequestXml(ticket)}`],
    ['of two tickets', (ticket: string) => logoutRequestXml(`${ticket}</samlp:SessionIndex><samlp:SessionIndex>ST-2`)],
    ['of the person by name', () => logoutRequestXml('alice')],
  ] as const) {
    test(`${what} ends nothing and is answered like any other`, async () => {
      const { browser, ticket } = await signIn();
      assert.deepEqual(await told(await postLogout(callback(), message(ticket))), same);
      assert.equal(await isIn(browser), true);
    });
  }

  test('at another profile ends nothing', async () => {
    const { browser, ticket } = await signIn();
    assert.deepEqual(await told(await postLogout(callback('other'), logoutRequestXml(ticket))), same);
    assert.equal(await isIn(browser), true);
  });

  test('is answered the same a second time', async () => {
    const { ticket } = await signIn();
    await campus.signOut(ticket);
    assert.deepEqual(await told(await campus.signOut(ticket)), same);
  });

  test('to a profile without single logout ends nothing', async () => {
    await house.load([file({ singleLogout: false })]);
    const { browser, ticket } = await signIn();
    assert.equal((await campus.signOut(ticket)).status, 400);
    const answer = await postLogout(`${house.url}/demo/login/campus/backchannel`, logoutRequestXml(ticket));
    assert.equal(answer.status, 404);
    assert.equal(await isIn(browser), true);
    await house.load([file()]);
  });

  test('is what the address for it is for: another form is refused there', async () => {
    const answer = await fetch(`${house.url}/demo/login/campus/backchannel`, {
      method: 'POST',
      body: new URLSearchParams({ SAMLResponse: 'x' }),
    });
    assert.equal(answer.status, 400);
  });

  test('has no place at a profile that asks for a password', async () => {
    assert.equal((await postLogout(callback('library'), logoutRequestXml('ST-1-a'))).status, 405);
  });
});

test('a flood of logout requests that end nothing is cut off, and so is nothing that ends something', async () => {
  const { browser, ticket } = await signIn();
  const { ephemeral } = house.parts;
  // As many as one source may send in vain in a minute.
  await ephemeral.count('vain-logouts', 'demo:127.0.0.1', 2990, 60);
  const statuses: number[] = [];
  for (let sent = 0; sent < 14; sent++) {
    statuses.push((await postLogout(callback(), logoutRequestXml('ST-1-nobody'))).status);
  }
  assert.equal(statuses.at(-1), 429);
  await ephemeral.delete('vain-logouts', 'demo:127.0.0.1');
  await ephemeral.count('vain-logouts', 'demo:127.0.0.1', 2999, 60);
  await campus.signOut(ticket);
  assert.equal(await isIn(browser), false);
  assert.equal((await ephemeral.count('vain-logouts', 'demo:127.0.0.1', 0, 60)).count, 2999);
});

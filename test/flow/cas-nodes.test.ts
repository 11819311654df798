// The CAS door on two nodes: one begins, the other ends, and a ticket is good once on both together.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryOf } from '../../src/directories.ts';
import { lockSignIn } from '../../src/directory/management/sign-in-lock.ts';
import { openBrowser } from '../support/browse.ts';
import {
  ada,
  casLibrary,
  casParty,
  outcomeOf,
  password,
  service,
  toLogin,
  validated,
  withPassword,
} from '../support/cas-application.ts';
import { raceTickets } from '../support/cas-races.ts';
import { libraryOf } from '../support/institutions.ts';
import { meOf } from '../support/sign-in-end.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import { startVestibule } from '../support/vestibule.ts';

describe('the CAS door on two nodes', () => {
  let house: TwoNodes;

  before(async () => {
    house = await startTwoNodes({ institutions: () => [casLibrary()] });
  });
  after(() => house.close());

  test('1,000 tickets, each asked about four times at once on both nodes: each lets one in', async () => {
    assert.equal(await raceTickets(house, 1000), 1000);
  });

  test('a sign-in begun at one node is answered at the other, and its ticket at the first', async () => {
    const browser = openBrowser();
    house.turn('a');
    const page = await toLogin(house, browser);
    house.turn('b');
    const back = await withPassword(house, browser, page);
    const ticket = new URL(back.headers.get('location') ?? '').searchParams.get('ticket') ?? '';
    assert.equal(outcomeOf(await validated(house.a, '/p3/serviceValidate', { service, ticket })), 'success');
  });

  test('a person who is locked meanwhile is told of by neither', async () => {
    await house.a.seed('demo', [{ ...ada, primaryIdentifier: 'p0009', identifiers: [] }]);
    const browser = openBrowser();
    const page = await toLogin(house, browser);
    const back = await withPassword(house, browser, page, { username: 'p0009', password });
    const ticket = new URL(back.headers.get('location') ?? '').searchParams.get('ticket') ?? '';
    const config = house.a.app.institutions.get('demo')?.config ?? assert.fail('no institution');
    const caller = { actor: { who: 'operator', via: 'test' }, grants: 'operator' } as const;
    await lockSignIn(directoryOf(house.a.parts, config), caller, { user: 'p0009', reason: 'Card stolen' });
    assert.equal(outcomeOf(await validated(house.b, '/p3/serviceValidate', { service, ticket })), 'INVALID_TICKET');
  });
});

describe('one Vestibule as the campus of another, by CAS', () => {
  test('a person of the campus comes into the library, and the library is told once', async () => {
    const campus = await startVestibule({ host: '127.0.0.2', institutions: () => [casLibrary()] });
    const library = await startVestibule({
      institutions: () => [
        libraryOf({
          profiles: [
            {
              id: 'campus',
              kind: 'cas',
              label: 'Campus',
              server: `${campus.url}/demo/cas`,
              match: { from: { attribute: 'card' }, to: 'BARCODE' },
              default: true,
            },
          ],
        }),
      ],
    });
    try {
      await campus.load([casLibrary({ services: [`${library.url}/demo/login/campus`] })]);
      await campus.seed('demo', [ada]);
      await library.seed('demo', [
        { primaryIdentifier: 'reader-1', identifiers: [{ type: 'BARCODE', value: '29301' }] },
      ]);
      const browser = openBrowser();
      const page = await browser.follow(await browser.get(`${library.url}/demo/login/campus`));
      assert.match(page.url, /^http:\/\/127\.0\.0\.2/);
      const landed = await withPassword(campus, browser, page);
      await browser.follow(landed);
      assert.equal((await meOf(library, browser)).primaryIdentifier, 'reader-1');
      const releases = (await campus.parts.store.journal.auditOf('demo', 50)).filter(
        ({ action }) => action === 'release',
      );
      assert.equal(releases.length, 1);
      assert.equal(casParty.id, releases[0]?.relyingParty);
    } finally {
      await library.close();
      await campus.close();
    }
  });
});

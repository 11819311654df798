// A whole sign-in from SimpleSAMLphp: who comes in, who does not, and what staff can read of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { refusalTarget, refusalTypes, refusedPeople, refusedUsers } from '../support/refusals.ts';
import {
  campusAccount,
  campusLink,
  campusResponse,
  deliver,
  knownLibrary,
  type SamlProfile,
  samlProfile,
  samlSecrets,
} from '../support/saml-campus.ts';
import { assertRefused, meOf } from '../support/sign-in-end.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const people = [
  campusAccount('alice', { uid: ['alice'], mail: ['alice@uni.example'], studentNumber: ['S-1001'] }),
  ...refusedPeople.map(({ account, numbers }) =>
    campusAccount(account, {
      uid: [account],
      mail: [`${account}@uni.example`],
      ...(numbers.length === 0 ? {} : { studentNumber: numbers }),
    }),
  ),
];

describe('signing in from SimpleSAMLphp', { skip: simpleSamlPhpMissing() }, () => {
  let campus: SimpleSamlPhp;
  let metadata: string;
  let house: TwoNodes;

  before(async () => {
    campus = await startSimpleSamlPhp({ people });
    metadata = await campus.metadata();
  });
  after(() => campus?.stop());

  const library = (more: Partial<SamlProfile> = {}): InstitutionInput =>
    libraryOf({
      identifierTypes: refusalTypes,
      profiles: [
        samlProfile(metadata, { match: { from: { attribute: 'studentNumber' }, to: refusalTarget }, ...more }),
        samlProfile(metadata, { id: 'switched-off', enabled: false }),
      ],
    });

  /** A library of its own: failures of one source are counted, and a flood of them leaves no traces. */
  const open = async () => {
    house = await startTwoNodes({ institutions: () => [library()], secrets: samlSecrets });
    await house.a.seed('demo', [
      { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
      // Has alice's account name and address, and is somebody else.
      {
        primaryIdentifier: 'alice',
        emails: [{ address: 'alice@uni.example', preferred: true, types: [], segment: 'internal' }],
        identifiers: [{ type: 'STUDENT_NO', value: 'S-9999' }],
      },
      ...refusedUsers,
    ]);
    await campus.know([knownLibrary(house.url)]);
  };

  async function responseFor(browser: Browser, account: string) {
    const chooser = await browser.follow(await browser.get(`${house.url}/demo/login`));
    return campusResponse(browser, await browser.get(campusLink(chooser)), account);
  }

  describe('who comes in', () => {
    before(open);
    after(() => house.close());

    test('the user whose student number the campus asserts, whoever has the account name and the email', async () => {
      const browser = openBrowser();
      const page = await deliver(browser, await responseFor(browser, 'alice'), campus);
      assert.equal(page.status, 200);
      const { primaryIdentifier, profile, matchedIdentifier } = await meOf(house, browser);
      assert.deepEqual([primaryIdentifier, profile], ['p0001', 'campus']);
      assert.deepEqual(matchedIdentifier, { type: 'STUDENT_NO', value: 'S-1001' });
    });

    test('the same where begin, response and hop are each on another node', async () => {
      const browser = openBrowser();
      const response = await responseFor(browser, 'alice');
      house.turn('b');
      const hop = await browser.post(response.acs, response.fields, campus.entityId);
      house.turn('a');
      assert.equal((await browser.follow(hop)).status, 200);
      assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
    });

    test('by a request that the browser posts', async () => {
      await house.load([library({ requestBinding: 'post' })]);
      const browser = openBrowser();
      await deliver(browser, await responseFor(browser, 'alice'), campus);
      assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
      await house.load([library()]);
    });
  });

  describe('nobody is signed in when', () => {
    before(open);
    after(() => house.close());

    for (const { account, why, ...expected } of refusedPeople) {
      test(why, async () => {
        const browser = openBrowser();
        const page = await deliver(browser, await responseFor(browser, account), campus);
        await assertRefused(house, browser, page, expected);
      });
    }
  });

  describe('a response', () => {
    before(open);
    after(() => house.close());

    for (const [where, node] of [
      ['on the same node', 'a'],
      ['on another node', 'b'],
    ] as const) {
      test(`is refused a second time ${where}, and the first sign-in stands`, async () => {
        house.turn('a');
        const browser = openBrowser();
        const response = await responseFor(browser, 'alice');
        await deliver(browser, response, campus);
        house.turn(node);
        const thief = openBrowser();
        const page = await deliver(thief, response, campus);
        const expected = { status: 403, code: 'VST_UPSTREAM_REPLAYED', trace: /The upstream: replayed/ };
        await assertRefused(house, thief, page, expected);
        assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
        house.turn('a');
      });
    }

    test('delivered to both nodes at once signs in once', async () => {
      const browser = openBrowser();
      const response = await responseFor(browser, 'alice');
      const at = (node: 'a' | 'b') =>
        fetch(`${house[node].url}${new URL(response.acs).pathname}`, {
          method: 'POST',
          body: new URLSearchParams(response.fields),
          redirect: 'manual',
        });
      const answers = await Promise.all([at('a'), at('b'), at('a'), at('b')]);
      assert.deepEqual(
        answers.map(({ status }) => status).sort((x, y) => x - y),
        [303, 403, 403, 403],
      );
    });

    test('answered in another browser is refused there, and the first browser still gets in', async () => {
      const browser = openBrowser();
      const response = await responseFor(browser, 'alice');
      const hop = await browser.post(response.acs, response.fields, campus.entityId);
      const other = openBrowser();
      const refused = await other.get(new URL(hop.headers.get('location') ?? '', hop.url).href);
      await assertRefused(house, other, refused, {
        status: 403,
        code: 'VST_ATTEMPT_OTHER_BROWSER',
        trace: /begun in another browser/,
      });
      await browser.follow(hop);
      assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
    });

    test('that comes back a second time through the hop is refused', async () => {
      const browser = openBrowser();
      const response = await responseFor(browser, 'alice');
      const hop = await browser.post(response.acs, response.fields, campus.entityId);
      await browser.follow(hop);
      const again = await browser.follow(hop);
      assert.equal(again.status, 400);
      assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001', 'the session that stands goes on');
    });

    test('that answers no request of ours is refused', async () => {
      const browser = openBrowser();
      const entityId = encodeURIComponent(knownLibrary(house.url).entityId);
      const start = await browser.get(`${campus.singleSignOnUrl}?spentityid=${entityId}`);
      const page = await deliver(browser, await campusResponse(browser, start, 'alice'), campus);
      await assertRefused(house, browser, page, {
        status: 400,
        code: 'VST_UPSTREAM_MESSAGE_INVALID',
        trace: /in-response-to/,
      });
    });

    test('without a response in it is refused', async () => {
      const browser = openBrowser();
      const page = await browser.post(knownLibrary(house.url).acs, {}, campus.entityId);
      await assertRefused(house, browser, page, { status: 400, code: 'VST_UPSTREAM_MESSAGE_INVALID' });
    });
  });

  describe('a profile', () => {
    before(open);
    after(() => house.close());

    const away = { status: 403, code: 'VST_PROFILE_DISABLED' };

    for (const [what, change, trace] of [
      ['switched off', { enabled: false }, /switched off/],
      ['changed', { match: { from: { attribute: 'uid' }, to: 'primary' } }, /changed while the person was away/],
    ] as const) {
      test(`${what} while the person is away is refused at her return`, async () => {
        const browser = openBrowser();
        const response = await responseFor(browser, 'alice');
        await house.load([library(change)]);
        await assertRefused(house, browser, await deliver(browser, response, campus), { ...away, trace });
        await house.load([library()]);
      });
    }

    test('switched off between the response and the hop is refused at the hop', async () => {
      const browser = openBrowser();
      const response = await responseFor(browser, 'alice');
      const hop = await browser.post(response.acs, response.fields, campus.entityId);
      await house.load([library({ enabled: false })]);
      await assertRefused(house, browser, await browser.follow(hop), { ...away, trace: /switched off/ });
      await house.load([library()]);
    });

    test('that is switched off is refused by its address too', async () => {
      for (const path of ['', '/callback?hop=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '/test']) {
        const browser = openBrowser();
        const page = await browser.get(`${house.url}/demo/login/switched-off${path}`);
        await assertRefused(house, browser, page, away);
      }
    });
  });
});

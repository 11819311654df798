import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { StrategyOutcome } from '../../../src/domain/strategy.ts';
import {
  type CasBenchSettings,
  casBench,
  casServer,
  failureXml,
  successXml,
  ticket,
  withTicket,
} from '../../support/cas-bench.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';

async function comeBack(settings: CasBenchSettings = {}, how: { forceAuthn?: boolean } = {}): Promise<StrategyOutcome> {
  const bench = casBench(settings);
  return bench.back(await bench.begin(how));
}

function assertionOf(outcome: StrategyOutcome) {
  assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  return outcome.type === 'asserted' ? outcome.assertion : assert.fail();
}

const refusalOf = (outcome: StrategyOutcome) => (outcome.type === 'refused' ? outcome.reason : outcome.type);

describe('the validation of a ticket', () => {
  for (const [protocol, path] of [
    [1, '/validate'],
    [2, '/serviceValidate'],
    [3, '/p3/serviceValidate'],
  ] as const) {
    test(`is asked at ${path} by protocol ${protocol}, for the service that the ticket is of`, async () => {
      const bench = casBench({ options: { protocol } });
      const begun = await bench.begin();
      await bench.back(begun);
      assert.equal(bench.asked.length, 1);
      const [asked] = bench.asked;
      assert.equal(`${asked?.origin}${asked?.pathname}`, `${casServer}${path}`);
      assert.deepEqual(Object.fromEntries(asked?.searchParams ?? []), { service: begun.service.href, ticket });
    });
  }

  test('demands a ticket of a new sign-in where a new proof was wanted', async () => {
    const bench = casBench();
    await bench.back(await bench.begin({ forceAuthn: true }));
    assert.equal(bench.asked[0]?.searchParams.get('renew'), 'true');
  });

  test('takes whatever order the server gave the parameters', async () => {
    const bench = casBench();
    const begun = await bench.begin();
    const outcome = await bench.back(begun, `?ticket=${ticket}&state=${begun.state['state']}`);
    assert.equal(outcome.type, 'asserted');
  });
});

describe('a ticket', () => {
  test('is good once, also on another node', async () => {
    const clock = fakeClock();
    const ephemeral = fakeEphemeral(clock);
    const [here, there] = [casBench({ ephemeral, clock }), casBench({ ephemeral, clock, seed: 2 })];
    const begun = await here.begin();
    const outcomes = await Promise.all([here.back(begun), there.back(begun)]);
    assert.deepEqual(outcomes.map(refusalOf).toSorted(), ['asserted', 'replayed']);
    assert.equal(here.asked.length + there.asked.length, 1, 'the server was asked twice');
  });

  test('of one profile says nothing of the same text at another', async () => {
    const clock = fakeClock();
    const ephemeral = fakeEphemeral(clock);
    for (const id of ['campus', 'other']) {
      assert.equal((await comeBack({ ephemeral, clock, options: { id } })).type, 'asserted');
    }
  });

  test('does not stand in the store in clear', async () => {
    const clock = fakeClock();
    const ephemeral = fakeEphemeral(clock);
    await comeBack({ ephemeral, clock });
    assert.doesNotMatch(JSON.stringify(ephemeral.entries()), new RegExp(ticket));
  });
});

describe('a person whom the CAS server vouches for', () => {
  test('is asserted by her user name and every value of her attributes', async () => {
    const attributes = '<cas:mail>a@uni.example</cas:mail><cas:group>one</cas:group><cas:group>two</cas:group>';
    const assertion = assertionOf(await comeBack({ answer: successXml('alice', attributes) }));
    assert.equal(assertion.issuer, casServer);
    assert.equal(assertion.subject, 'alice');
    assert.equal(assertion.profile, 'campus');
    assert.deepEqual(assertion.attributes, { mail: ['a@uni.example'], group: ['one', 'two'] });
    assert.deepEqual(assertion.verifiedEmails, []);
  });

  test('stands on the ticket, by which the server ends her session', async () => {
    assert.equal(assertionOf(await comeBack()).upstreamSession, ticket);
  });

  test('is asserted by her user name alone in protocol 1', async () => {
    const assertion = assertionOf(await comeBack({ options: { protocol: 1 }, answer: 'yes\nalice\n' }));
    assert.deepEqual([assertion.subject, assertion.attributes], ['alice', {}]);
  });

  const start = fakeClock().now();
  for (const [what, written, expected] of [
    ['as it says', '2026-03-02T08:30:00Z', start - 1_800_000],
    ['with fractions and the name of a zone', '2026-03-02T09:30:00.123456789+01:00[Europe/Berlin]', start - 1_799_877],
    ['as now where it is still to come', '2026-03-02T10:00:00Z', start],
    ['as now where it names no zone', '2026-03-02T08:30:00', start],
    ['as now where it is no time', 'yesterday', start],
  ] as const) {
    test(`proved who she is when the answer says, ${what}`, async () => {
      const answer = successXml('alice', `<cas:authenticationDate>${written}</cas:authenticationDate>`);
      assert.equal(assertionOf(await comeBack({ answer })).authenticatedAt, expected);
    });
  }

  test('proved it just now where the answer does not say when', async () => {
    assert.equal(assertionOf(await comeBack()).authenticatedAt, start);
  });
});

describe('where a new proof was wanted', () => {
  const said = (attributes: string) => comeBack({ answer: successXml('alice', attributes) }, { forceAuthn: true });

  test('an answer that says nothing of it is taken: the server was asked to check', async () => {
    assert.equal((await said('')).type, 'asserted');
  });

  test('an answer from a new login is taken', async () => {
    assert.equal((await said('<cas:isFromNewLogin>true</cas:isFromNewLogin>')).type, 'asserted');
  });

  test('an answer that is not from a new login is refused', async () => {
    assert.equal(refusalOf(await said('<cas:isFromNewLogin>false</cas:isFromNewLogin>')), 'expired');
  });

  test('an answer from a login before she was sent there is refused', async () => {
    const before = '<cas:authenticationDate>2026-03-02T08:58:59Z</cas:authenticationDate>';
    assert.equal(refusalOf(await said(before)), 'expired');
  });

  test('a minute between the clocks is allowed', async () => {
    const before = '<cas:authenticationDate>2026-03-02T08:59:00Z</cas:authenticationDate>';
    assert.equal((await said(before)).type, 'asserted');
  });

  test('is nothing that an ordinary sign-in is held to', async () => {
    const answer = successXml('alice', '<cas:isFromNewLogin>false</cas:isFromNewLogin>');
    assert.equal((await comeBack({ answer })).type, 'asserted');
  });
});

describe('a CAS server that vouches for nobody', () => {
  for (const [code, expected] of [
    ['INVALID_TICKET', 'expired'],
    ['INVALID_TICKET_SPEC', 'invalid'],
    ['INVALID_SERVICE', 'invalid'],
    ['UNAUTHORIZED_SERVICE', 'invalid'],
    ['INVALID_REQUEST', 'invalid'],
    ['INVALID_PROXY_CALLBACK', 'invalid'],
    ['INTERNAL_ERROR', 'unreachable'],
    ['SOMETHING_NEW', 'invalid'],
    ['constructor', 'invalid'],
  ] as const) {
    test(`by ${code}: ${expected}`, async () => {
      assert.equal(refusalOf(await comeBack({ answer: failureXml(code) })), expected);
    });
  }

  test('is quoted by its code, and by none that is no word', async () => {
    const [good, bad] = [
      await comeBack({ answer: failureXml('INVALID_SERVICE') }),
      await comeBack({ answer: failureXml('a b') }),
    ];
    assert.match(good.type === 'refused' ? good.detail : '', /INVALID_SERVICE$/);
    assert.match(bad.type === 'refused' ? bad.detail : '', /an unknown code$/);
  });

  test('by "no" of protocol 1: expired', async () => {
    assert.equal(refusalOf(await comeBack({ options: { protocol: 1 }, answer: 'no\n\n' })), 'expired');
  });

  for (const [status, expected] of [
    [500, 'unreachable'],
    [503, 'unreachable'],
    [429, 'unreachable'],
    [404, 'invalid'],
    [401, 'invalid'],
  ] as const) {
    test(`and answers ${status}: ${expected}, whatever the body says`, async () => {
      assert.equal(refusalOf(await comeBack({ answer: { status, body: successXml() } })), expected);
    });
  }

  test('as it cannot be reached: unreachable', async () => {
    const answer = new VestibuleError('VST_UPSTREAM_UNREACHABLE', 'no connection');
    assert.equal(refusalOf(await comeBack({ answer })), 'unreachable');
  });
});

describe('a return that the server need not be asked about', () => {
  async function unasked(query: (state: string) => string, how = {}, method = 'GET') {
    const bench = casBench();
    const begun = await bench.begin(how);
    const outcome = await bench.back(begun, query(encodeURIComponent(begun.state['state'] ?? '')), method);
    assert.deepEqual(bench.asked, []);
    assert.equal(outcome.type === 'refused' && outcome.hearsay, true, 'the browser alone says so');
    return refusalOf(outcome);
  }

  test('without a ticket, to a silent sign-in: nobody is signed in there', async () => {
    assert.equal(await unasked((state) => `?state=${state}`, { passive: true }), 'cancelled');
  });

  test('without a ticket, to an ordinary sign-in: invalid', async () => {
    assert.equal(await unasked((state) => `?state=${state}`), 'invalid');
  });

  test('posted: invalid', async () => {
    assert.equal(await unasked((state) => `?state=${state}&ticket=${ticket}`, {}, 'POST'), 'invalid');
  });

  test('of no attempt: invalid', async () => {
    const bench = casBench();
    const begun = { ...(await bench.begin()), state: {} };
    assert.equal(refusalOf(await bench.back(begun)), 'invalid');
  });
});

test('what was begun without a ticket of its own takes one that the server gives by itself to that service', async () => {
  const bench = casBench();
  const begun = await bench.begin({ passive: true });
  assert.equal((await bench.back(begun, withTicket(begun.service, ticket).search)).type, 'asserted');
});

// What an honest identity provider may also answer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { samlBench } from '../../support/saml-bench.ts';
import { instant, responseXml, sign, testIdentityProvider } from '../../support/saml-idp.ts';

const idp = testIdentityProvider();
const code = (name: string) => `urn:oasis:names:tc:SAML:2.0:status:${name}`;

async function answerWithStatus(status: string, isSigned = true) {
  const bench = samlBench(idp);
  const { requestId } = await bench.begin('attempt-1');
  const xml = responseXml(idp.answer(requestId, bench.clock.now(), { status }), '');
  const { outcome, found } = await bench.answer(isSigned ? sign(xml, 'Response', idp.keys) : xml);
  return { reason: outcome.type === 'refused' ? outcome.reason : outcome.type, outcome, found };
}

describe('A failure that the identity provider reports', () => {
  for (const [status, reason] of [
    ['Responder AuthnFailed', 'credentials'],
    ['Responder', 'credentials'],
    ['Responder UnknownPrincipal', 'unknown'],
    ['Responder RequestDenied', 'cancelled'],
    ['Responder NoPassive', 'cancelled'],
    ['Requester InvalidNameIDPolicy', 'invalid'],
    ['VersionMismatch', 'invalid'],
  ] as const) {
    test(`as ${status} is "${reason}"`, async () => {
      const answer = await answerWithStatus(status.split(' ').map(code).join(' '));
      assert.equal(answer.reason, reason, JSON.stringify(answer.outcome));
    });
  }

  test('signed, ends the request and names its attempt', async () => {
    assert.deepEqual((await answerWithStatus(`${code('Responder')} ${code('AuthnFailed')}`)).found, ['attempt-1']);
  });

  test('unsigned, names no attempt', async () => {
    assert.deepEqual((await answerWithStatus(`${code('Responder')} ${code('AuthnFailed')}`, false)).found, []);
  });
});

describe('An answer that proves too old a sign-in', () => {
  test('names the attempt, so that the person can be sent to sign in again', async () => {
    const bench = samlBench(idp, { options: { maxAuthenticationAgeSeconds: 600 } });
    const { requestId } = await bench.begin('attempt-1');
    const parts = idp.answer(requestId, bench.clock.now(), { authnInstant: instant(bench.clock.now(), -700) });
    const { outcome, found } = await bench.answer(sign(responseXml(parts), 'Assertion', idp.keys));
    assert.deepEqual(found, ['attempt-1']);
    assert.equal(outcome.type === 'refused' && outcome.reason, 'expired');
  });

  test('is refused where a new proof was demanded and an old one came', async () => {
    const bench = samlBench(idp);
    const { requestId } = await bench.begin('attempt-1', { forceAuthn: true });
    const parts = idp.answer(requestId, bench.clock.now(), { authnInstant: instant(bench.clock.now(), -300) });
    const { outcome } = await bench.answer(sign(responseXml(parts), 'Assertion', idp.keys));
    assert.match(outcome.type === 'refused' ? outcome.detail : outcome.type, /^force-authn:/);
  });

  test('is fresh enough within the age and the skew', async () => {
    const bench = samlBench(idp, { options: { maxAuthenticationAgeSeconds: 600 } });
    const { requestId } = await bench.begin('attempt-1');
    const parts = idp.answer(requestId, bench.clock.now(), { authnInstant: instant(bench.clock.now(), -650) });
    const { outcome } = await bench.answer(sign(responseXml(parts), 'Assertion', idp.keys));
    assert.equal(outcome.type, 'asserted');
  });
});

describe('A posted answer', () => {
  test('sent twice at once is taken once', async () => {
    const bench = samlBench(idp);
    const { requestId } = await bench.begin('attempt-1');
    const xml = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    const results = await Promise.all([bench.answer(xml), bench.answer(xml), bench.answer(xml)]);
    assert.deepEqual(results.map(({ outcome }) => outcome.type).toSorted(), ['asserted', 'refused', 'refused']);
  });

  test('ends the request that brought it when many arrive at once', async () => {
    const bench = samlBench(idp);
    const people = ['alice', 'bob', 'carol'];
    const messages: string[] = [];
    for (const nameId of people) {
      const { requestId } = await bench.begin(`attempt-of-${nameId}`);
      const parts = idp.answer(requestId, bench.clock.now(), { nameId });
      messages.push(sign(responseXml(parts), 'Assertion', idp.keys));
    }
    const results = await Promise.all(messages.map((xml) => bench.answer(xml)));
    assert.deepEqual(
      results.map(({ outcome, found }) => [outcome.type === 'asserted' && outcome.assertion.subject, ...found]),
      people.map((nameId) => [nameId, `attempt-of-${nameId}`]),
    );
  });

  for (const relayState of ['//evil.example', 'javascript:alert(1)', 'a\r\nSet-Cookie: x=y', 'x'.repeat(5000)]) {
    test(`is taken without a look at a RelayState like ${JSON.stringify(relayState.slice(0, 20))}`, async () => {
      const bench = samlBench(idp);
      const { requestId } = await bench.begin('attempt-1');
      const xml = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
      const body = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState };
      const { outcome, found } = await bench.post({ body });
      assert.deepEqual([outcome.type, found], ['asserted', ['attempt-1']]);
      assert.doesNotMatch(JSON.stringify(outcome), /evil|alert|Set-Cookie|xxxx/);
    });
  }

  test('finds its attempt for two hours, and none after', async () => {
    const bench = samlBench(idp);
    const { requestId } = await bench.begin('attempt-1');
    bench.clock.advance(2 * 3_600_000);
    const { outcome, found } = await bench.answer(
      sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys),
    );
    assert.deepEqual([outcome.type, found], ['refused', []]);
  });

  test('ends in an error of ours, not a refusal, when the single-use records cannot be reached', async () => {
    const bench = samlBench(idp);
    const { requestId } = await bench.begin('attempt-1');
    const away = { ...bench.ephemeral, claim: () => Promise.reject(new Error('away')) };
    const broken = samlBench(idp, { ephemeral: away, clock: bench.clock });
    const xml = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    assert.equal((await broken.answer(xml)).outcome.type, 'error');
  });
});

describe('A NameID that the match rule reads', () => {
  const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
  const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
  const options = { nameIdFormat: persistent, match: { from: 'subject', to: 'CAMPUS_ID' } };

  async function answerIn(nameIdFormat: string) {
    const bench = samlBench(idp, { options });
    const { requestId } = await bench.begin('attempt-1');
    const parts = idp.answer(requestId, bench.clock.now(), { nameIdFormat });
    return (await bench.answer(sign(responseXml(parts), 'Assertion', idp.keys))).outcome;
  }

  test('is taken in the format that the configuration was checked for', async () => {
    assert.equal((await answerIn(persistent)).type, 'asserted');
  });

  test('is refused in any other, which may mean somebody else tomorrow', async () => {
    const outcome = await answerIn(transient);
    assert.match(outcome.type === 'refused' ? outcome.detail : outcome.type, /^name-id-format:/);
  });
});

// A good answer with a byte changed: either nobody signs in, or what was signed is untouched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../support/fakes.ts';
import { samlBench } from '../../support/saml-bench.ts';
import { responseXml, sign, testIdentityProvider } from '../../support/saml-idp.ts';

const idp = testIdentityProvider();
const rounds = 2000;

test(`${rounds} answers with a changed byte sign nobody in but the person the identity provider named`, async () => {
  const random = seededRandom(2026);
  const number = (below: number) => Buffer.from(random.bytes(4)).readUInt32BE() % below;
  let bench = samlBench(idp);
  const { requestId } = await bench.begin('attempt');
  const good = Buffer.from(sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys));
  const { outcome: honest } = await bench.answer(good.toString());
  assert.equal(honest.type, 'asserted');
  const outcomes = { refused: 0, asserted: 0 };
  let spent = true;
  for (let round = 0; round < rounds; round++) {
    if (spent) {
      bench = samlBench(idp);
      await bench.begin('attempt');
    }
    const mutated = Buffer.from(good);
    const at = number(good.length);
    mutated[at] = (good[at] ?? 0) ^ (1 + number(255));
    const { outcome } = await bench.post({ body: { SAMLResponse: mutated.toString('base64') } });
    spent = outcome.type === 'asserted';
    assert.ok(outcome.type === 'asserted' || outcome.type === 'refused', `byte ${at}: ${JSON.stringify(outcome)}`);
    outcomes[outcome.type]++;
    if (outcome.type === 'asserted') assert.deepEqual(outcome, honest, `byte ${at} changed what was asserted`);
  }
  // Bytes that no signature covers are few: the response's own ID and time, and text nobody reads.
  assert.ok(outcomes.refused > rounds * 0.85, JSON.stringify(outcomes));
});

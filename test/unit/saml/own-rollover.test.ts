// Our own keys change: the next one is announced before it signs, and the former one decrypts until nobody uses it.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { samlBench } from '../../support/saml-bench.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { encryptAssertion, responseXml, sign, testIdentityProvider } from '../../support/saml-idp.ts';

const idp = testIdentityProvider();
const present = testKeyPair('present');
const next = testKeyPair('next');
const secrets = { '${env:PRESENT}': present.key, '${env:NEXT}': next.key };
const presentKeys = { key: '${env:PRESENT}', certificate: present.certificate };
const nextKeys = { key: '${env:NEXT}', certificate: next.certificate };
const bodyOf = (pem: string) => new X509Certificate(pem).raw.toString('base64');

function open(options: Readonly<Record<string, unknown>>) {
  return samlBench(idp, { options, secrets });
}

function announced(xml: string | undefined, use: string): readonly (string | undefined)[] {
  const keys = (xml ?? '').matchAll(/<md:KeyDescriptor use="(\w+)">.*?<ds:X509Certificate>([^<]+)</gs);
  return [...keys].filter(([, found]) => found === use).map(([, , body]) => body);
}

describe('The next signing key', () => {
  const bench = open({ signing: { ...presentKeys, next: next.certificate }, requestBinding: 'post' });

  test('stands in our metadata beside the present one', async () => {
    const { metadataXml } = await bench.built.registration();
    assert.deepEqual(announced(metadataXml, 'signing'), [bodyOf(present.certificate), bodyOf(next.certificate)]);
  });

  test('signs nothing yet', async () => {
    const { xml } = await bench.begin('attempt');
    assert.match(xml, new RegExp(`X509Certificate>${bodyOf(present.certificate).replaceAll('+', '\\+')}`));
    assert.ok(!xml.includes(bodyOf(next.certificate)));
  });
});

describe('The former decryption key', () => {
  const decryption = { ...nextKeys, former: presentKeys };

  test('is announced no more', async () => {
    const { metadataXml } = await open({ decryption }).built.registration();
    assert.deepEqual(announced(metadataXml, 'encryption'), [bodyOf(next.certificate)]);
  });

  for (const [which, certificate] of [
    ['the new', next.certificate],
    ['the former', present.certificate],
  ] as const) {
    test(`does not stop anybody: what is encrypted for ${which} key is read`, async () => {
      const bench = open({ decryption });
      const { requestId } = await bench.begin('attempt');
      const plain = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
      assert.equal((await bench.answer(await encryptAssertion(plain, certificate))).outcome.type, 'asserted');
    });

    test(`the same by CBC inside a signed response, for ${which} key`, async () => {
      const bench = open({ decryption: { ...decryption, acceptCbc: true } });
      const { requestId } = await bench.begin('attempt');
      const plain = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
      const content = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
      const whole = sign(await encryptAssertion(plain, certificate, { content }), 'Response', idp.keys);
      const { outcome } = await bench.answer(whole);
      assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
    });
  }

  test('once taken out of the configuration decrypts nothing', async () => {
    const bench = open({ decryption: nextKeys });
    const { requestId } = await bench.begin('attempt');
    const plain = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    const { outcome } = await bench.answer(await encryptAssertion(plain, present.certificate));
    assert.match('detail' in outcome ? outcome.detail : '', /^decryption: /);
  });
});

test('our own keys are warned of a month before they end', async () => {
  const soon = testKeyPair('ends soon', 2048, '260310000000Z');
  const bench = samlBench(idp, {
    options: { signing: { key: '${env:SOON}', certificate: soon.certificate } },
    secrets: { '${env:SOON}': soon.key },
  });
  const { warnings } = (await bench.built.upkeep?.()) ?? assert.fail();
  assert.deepEqual(warnings, ['the certificate for signing requests ends in 7 days, at 2026-03-10T00:00:00.000Z']);
});

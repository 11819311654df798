// Every file in cases/ is one hostile message, and its name is the case. Each is posted while a person's sign-in is
// under way: it must be refused by the check named in the file, and must cost her nothing.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { samlBench } from '../../support/saml-bench.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { testIdentityProvider } from '../../support/saml-idp.ts';
import { type HostileCase, type Stage, signed } from './hostile-case.ts';

const idp = testIdentityProvider();
const stranger = testIdentityProvider('https://stranger.example/metadata');
const own = testKeyPair('library');
const folder = new URL('cases/', import.meta.url);

async function stageFor({ settings = {}, acceptCbc = false }: HostileCase): Promise<Stage> {
  const decryption = { key: '${env:KEY}', certificate: own.certificate, acceptCbc };
  const bench = samlBench(idp, {
    ...settings,
    options: { decryption, ...settings.options },
    secrets: { '${env:KEY}': own.key },
  });
  const now = bench.clock.now();
  // Where nothing at all is believed, nothing begins either.
  const { requestId } = await bench.begin('victim').catch(() => ({ requestId: '_unknown' }));
  return { bench, idp, stranger, own, requestId, now, parts: (changes) => idp.answer(requestId, now, changes) };
}

async function hold(hostile: HostileCase): Promise<void> {
  const stage = await stageFor(hostile);
  const message = await hostile.message(stage);
  const post = () => (typeof message === 'string' ? stage.bench.answer(message) : stage.bench.post(message));
  const { outcome, found } = await post();
  assert.equal(outcome.type, 'refused', `ended in ${JSON.stringify(outcome)}`);
  if (outcome.type !== 'refused') return;
  assert.equal(`${outcome.reason} ${outcome.detail.split(':')[0]}`, `${hostile.reason ?? 'invalid'} ${hostile.check}`);
  if (hostile.answersRequest) return;
  assert.deepEqual(found, [], 'an attempt was found by a hostile message');
  const honest = await stage.bench.answer(signed(stage));
  assert.equal(honest.outcome.type, 'asserted', `the honest answer ended in ${JSON.stringify(honest.outcome)}`);
}

describe('A hostile SAML message is refused and costs nobody a sign-in:', () => {
  for (const file of readdirSync(folder).toSorted()) {
    test(file.replace(/\.ts$/, ''), async () => {
      const { hostile } = (await import(new URL(file, folder).href)) as { hostile: HostileCase };
      await hold(hostile);
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSealedUnder } from '../../../src/keys/master-key-check.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { createSigningKeys } from '../../../src/keys/signing-keys.ts';
import { createRandom } from '../../../src/platform.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';
import { fakeKeyStore } from '../../support/fake-key-store.ts';
import { fakeClock } from '../../support/fakes.ts';

const random = createRandom();
const ours = createSealing(Buffer.alloc(32, 1), random);
const another = createSealing(Buffer.alloc(32, 2), random);

async function storeOf(slug: string) {
  const keyStore = fakeKeyStore();
  const keys = createSigningKeys({ keyStore, sealing: ours, clock: fakeClock(), random, algorithms: ['ES256'] });
  await keys.current(slug, 'oidc', 'ES256');
  return keyStore;
}

test('lets a process start with the master key that the stored keys were sealed under', async () => {
  await checkSealedUnder(ours, await storeOf('demo'), ['demo']);
});

test('refuses another master key, and names the institution', async () => {
  const keyStore = await storeOf('demo');
  await assert.rejects(checkSealedUnder(another, keyStore, ['other', 'demo']), isCode('VST_SEAL_BROKEN'));
  await assert.rejects(checkSealedUnder(another, keyStore, ['demo']), /"demo"/);
});

test('takes any master key where nothing was sealed yet', async () => {
  await checkSealedUnder(another, fakeKeyStore(), ['demo']);
});

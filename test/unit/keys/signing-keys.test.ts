import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import type { PrivateJwk, PublicJwk } from '../../../src/keys/jwk.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { createSigningKeys } from '../../../src/keys/signing-keys.ts';
import { createRandom } from '../../../src/platform.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';
import { fakeKeyStore } from '../../support/fake-key-store.ts';
import { fakeClock } from '../../support/fakes.ts';

const hourMs = 3_600_000;
const random = createRandom();
const sealing = createSealing(Buffer.alloc(32, 1), random);

/** Two nodes on one store. ES256 alone unless told otherwise: RSA keys take long to make. */
function nodes(algorithms: readonly ('ES256' | 'RS256')[] = ['ES256']) {
  const keyStore = fakeKeyStore();
  const clock = fakeClock();
  const options = { keyStore, sealing, clock, random, algorithms, publicationMs: 24 * hourMs, overlapMs: 48 * hourMs };
  return { keyStore, clock, one: createSigningKeys(options), other: createSigningKeys(options) };
}

const kids = (keys: readonly PublicJwk[]) => keys.map(({ kid }) => kid);
const publishedKids = async ({ one }: ReturnType<typeof nodes>) => kids((await one.published('demo', 'oidc')).keys);

function signsFor(privateJwk: PrivateJwk, publicJwk: PublicJwk): boolean {
  const text = Buffer.from('text');
  const signature = sign('sha256', text, createPrivateKey({ key: privateJwk, format: 'jwk' }));
  return verify('sha256', text, createPublicKey({ key: publicJwk, format: 'jwk' }), signature);
}

test('makes a key on first use, which signs and is published at once', async () => {
  const { one, other } = nodes(['ES256', 'RS256']);
  for (const algorithm of ['ES256', 'RS256'] as const) {
    const key = await one.current('demo', 'oidc', algorithm);
    const { keys } = await other.published('demo', 'oidc');
    const published = keys.find(({ kid }) => kid === key.kid);
    assert.ok(published !== undefined && signsFor(key, published));
    assert.deepEqual([key.alg, key.use, published.alg, published.use], [algorithm, 'sig', algorithm, 'sig']);
  }
});

test('makes one key when nodes begin at once, and all of them sign by it', async () => {
  const { keyStore, one, other } = nodes();
  const keys = await Promise.all([one, other, one, other].map((node) => node.current('demo', 'oidc', 'ES256')));
  assert.equal(new Set(kids(keys)).size, 1);
  assert.equal(keyStore.rows.length, 1);
});

test('publishes nothing private', async () => {
  const { one } = nodes(['ES256', 'RS256']);
  for (const key of (await one.published('demo', 'oidc')).keys) {
    const members = key.kty === 'EC' ? ['crv', 'x', 'y'] : ['e', 'n'];
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'kid', 'kty', 'use', ...members].sort());
  }
});

test('stores nothing private in clear', async () => {
  const { keyStore, one } = nodes();
  const key = await one.current('demo', 'oidc', 'ES256');
  assert.ok(!JSON.stringify(keyStore.rows).includes(String(key['d'])));
});

test('gives each institution and each use keys of its own', async () => {
  const { one } = nodes();
  const keys = [
    await one.current('demo', 'oidc', 'ES256'),
    await one.current('campus', 'oidc', 'ES256'),
    await one.current('demo', 'primo', 'ES256'),
  ];
  assert.equal(new Set(kids(keys)).size, 3);
});

test('gives private keys with the one that signs first, those in waiting and in retirement after it', async () => {
  const world = nodes();
  const first = await world.one.current('demo', 'oidc', 'ES256');
  const second = await world.one.rotate('demo', 'oidc', 'ES256');
  assert.deepEqual(kids(await world.other.allPrivate('demo', 'oidc')), [first.kid, second]);
  world.clock.advance(25 * hourMs);
  assert.deepEqual(kids(await world.other.allPrivate('demo', 'oidc')), [second, first.kid]);
});

test('publishes a new key for a day before it signs', async () => {
  const world = nodes();
  const first = await world.one.current('demo', 'oidc', 'ES256');
  const second = await world.one.rotate('demo', 'oidc', 'ES256');
  assert.deepEqual(await publishedKids(world), [first.kid, second]);
  world.clock.advance(24 * hourMs - 1);
  assert.equal((await world.other.current('demo', 'oidc', 'ES256')).kid, first.kid);
  world.clock.advance(1);
  assert.equal((await world.other.current('demo', 'oidc', 'ES256')).kid, second);
});

test('publishes an old key as long as what it signed is valid', async () => {
  const world = nodes();
  const first = await world.one.current('demo', 'oidc', 'ES256');
  const second = await world.one.rotate('demo', 'oidc', 'ES256');
  world.clock.advance(72 * hourMs - 1);
  assert.deepEqual(await publishedKids(world), [second, first.kid]);
  world.clock.advance(1);
  assert.deepEqual(await publishedKids(world), [second]);
});

test('adds one key when nodes rotate at once, or again before it signs', async () => {
  const { keyStore, one, other } = nodes();
  await one.current('demo', 'oidc', 'ES256');
  const [a, b] = await Promise.all([one.rotate('demo', 'oidc', 'ES256'), other.rotate('demo', 'oidc', 'ES256')]);
  assert.equal(a, b);
  assert.equal(await one.rotate('demo', 'oidc', 'ES256'), a);
  assert.equal(keyStore.rows.length, 2);
});

test('removes what is retired with the next rotation', async () => {
  const { clock, keyStore, one } = nodes();
  await one.current('demo', 'oidc', 'ES256');
  const second = await one.rotate('demo', 'oidc', 'ES256');
  clock.advance(100 * hourMs);
  const third = await one.rotate('demo', 'oidc', 'ES256');
  assert.deepEqual(kids(keyStore.rows as unknown as PublicJwk[]), [second, third]);
});

test('withdraws a compromised key, and one in waiting, at once', async () => {
  const world = nodes();
  await world.one.current('demo', 'oidc', 'ES256');
  await world.one.rotate('demo', 'oidc', 'ES256');
  const sound = await world.one.rotate('demo', 'oidc', 'ES256', { immediately: true });
  assert.deepEqual(await publishedKids(world), [sound]);
  assert.equal((await world.other.current('demo', 'oidc', 'ES256')).kid, sound);
});

test('rotates a key that has signed for long enough, and no younger one', async () => {
  const { clock, one } = nodes();
  await one.current('demo', 'oidc', 'ES256');
  clock.advance(30 * 24 * hourMs - 1);
  assert.deepEqual(await one.rotateDue('demo', 'oidc', 30 * 24 * hourMs), []);
  clock.advance(1);
  assert.equal((await one.rotateDue('demo', 'oidc', 30 * 24 * hourMs)).length, 1);
  assert.deepEqual(await one.rotateDue('demo', 'oidc', 30 * 24 * hourMs), []);
});

test('signs on by the same key when the clock is set back', async () => {
  const { clock, keyStore, one } = nodes();
  const key = await one.current('demo', 'oidc', 'ES256');
  clock.advance(-1000 * hourMs);
  assert.equal((await one.current('demo', 'oidc', 'ES256')).kid, key.kid);
  assert.equal(keyStore.rows.length, 1);
});

test('refuses a key that was moved to another institution', async () => {
  const { keyStore, one } = nodes();
  await one.current('demo', 'oidc', 'ES256');
  const [row] = keyStore.rows;
  assert.ok(row !== undefined);
  keyStore.rows.push({ ...row, institution: 'campus' });
  await assert.rejects(one.current('campus', 'oidc', 'ES256'), isCode('VST_SEAL_BROKEN'));
});

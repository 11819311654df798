import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSealing } from '../../../src/keys/sealing.ts';
import { createRandom } from '../../../src/platform.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';

const random = createRandom();
const key = Buffer.alloc(32, 1);
const otherKey = Buffer.alloc(32, 2);
const sealing = createSealing(key, random);

test('opens what it sealed', () => {
  for (const plain of ['', 'text', 'ä\u{1F4DA}\0\n', 'x'.repeat(100_000)]) {
    assert.equal(sealing.open('trace', sealing.seal('trace', plain)), plain);
  }
});

test('seals the same text differently each time, and shows nothing of it', () => {
  const first = sealing.seal('trace', 'secret words');
  assert.notEqual(first, sealing.seal('trace', 'secret words'));
  assert.ok(!Buffer.from(first.split('.')[2] ?? '', 'base64url').includes('secret'));
});

test('opens nothing for another purpose', () => {
  const sealed = sealing.seal('trace', 'text');
  assert.throws(() => sealing.open('signing-key', sealed), isCode('VST_SEAL_BROKEN'));
});

test('opens nothing that was sealed under another master key', () => {
  const sealed = createSealing(otherKey, random).seal('trace', 'text');
  assert.throws(() => sealing.open('trace', sealed), isCode('VST_SEAL_BROKEN'));
});

test('opens nothing that was changed, anywhere', () => {
  const sealed = sealing.seal('trace', 'text');
  const [version, id, body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    const text = `${version}.${id}.${changed.toString('base64url')}`;
    assert.throws(() => sealing.open('trace', text), isCode('VST_SEAL_BROKEN'), `byte ${i}`);
  }
});

test('opens nothing that is cut off or no sealed text at all', () => {
  const sealed = sealing.seal('trace', 'text');
  for (const text of ['', 'v1', 'v1..', 'text', sealed.slice(0, -4), `${sealed}.x`, `v2${sealed.slice(2)}`]) {
    assert.throws(() => sealing.open('trace', text), isCode('VST_SEAL_BROKEN'), text);
  }
});

test('opens what a former master key sealed, and seals by the new one', () => {
  const old = sealing.seal('trace', 'text');
  const both = createSealing(otherKey, random, [key]);
  assert.equal(both.open('trace', old), 'text');
  assert.throws(() => sealing.open('trace', both.seal('trace', 'text')), isCode('VST_SEAL_BROKEN'));
});

test('hashes the same value to the same text, under one key and purpose only', () => {
  const hash = sealing.hash('identifier', 'value');
  assert.equal(createSealing(key, random).hash('identifier', 'value'), hash);
  assert.match(hash, /^[\w-]{43}$/);
  assert.notEqual(sealing.hash('identifier', 'Value'), hash);
  assert.notEqual(sealing.hash('source', 'value'), hash);
  assert.notEqual(createSealing(otherKey, random).hash('identifier', 'value'), hash);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, hashingThreads, systemClock } from '../../../src/platform.ts';

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timeOf = (uuid: string) => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);

test('makes UUIDv7 of the time it is given', () => {
  const uuid = createRandom().uuid(Date.UTC(2026, 10, 22));
  assert.match(uuid, pattern);
  assert.equal(timeOf(uuid), Date.UTC(2026, 10, 22));
});

test('makes UUIDs that grow inside one millisecond and when the time goes back', () => {
  const random = createRandom();
  const uuids = Array.from({ length: 5000 }, (_, i) => random.uuid(1_000_000 - (i % 3)));
  assert.deepEqual([...uuids].sort(), uuids);
  assert.equal(new Set(uuids).size, uuids.length);
});

test('makes tokens of 32 bytes unless told otherwise', () => {
  const random = createRandom();
  assert.match(random.token(), /^[\w-]{43}$/);
  assert.match(random.token(8), /^[\w-]{11}$/);
  assert.notEqual(random.token(), random.token());
});

test('hashes fewer passwords at once than the thread pool has threads, and not more than there are cores', () => {
  assert.equal(hashingThreads(undefined, 64), 3);
  assert.equal(hashingThreads('16', 8), 8);
  assert.equal(hashingThreads('8', 64), 7);
  assert.equal(hashingThreads('1', 64), 1);
  assert.equal(hashingThreads('nonsense', 2), 2);
});

test('reads the clock of the machine in milliseconds', () => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1000);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPasswordHash, writePasswordHash } from '../../../src/directory/password-hash-format.ts';

const usual = { memoryKiB: 19_456, passes: 2, parallelism: 1 };
const dear = { memoryKiB: 1_048_576, passes: 20, parallelism: 4 };
const body = { salt: Buffer.alloc(16, 1), tag: Buffer.alloc(32, 2) };

test('reads what it wrote', () => {
  const hash = { ...usual, ...body };
  assert.deepEqual(readPasswordHash(writePasswordHash(hash), usual), hash);
});

test('reads a hash as dear as those of today, and refuses it where they are cheaper', () => {
  const written = writePasswordHash({ ...dear, ...body });
  assert.deepEqual(readPasswordHash(written, dear), { ...dear, ...body });
  assert.equal(readPasswordHash(written, usual), undefined);
});

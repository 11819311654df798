import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientAddress, isSharedSource, sourceKey } from '../../../src/web/source.ts';

const keyOf = (written: string | undefined) => sourceKey(clientAddress(written));

describe('the source of a request', () => {
  for (const [written, key] of [
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:40123', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
    ['not an address', 'unknown'],
    [undefined, 'unknown'],
  ] as const) {
    test(`is ${key} for ${written}`, () => assert.equal(keyOf(written), key));
  }

  test('is another one for the next line', () => assert.notEqual(keyOf('2001:db8:1:3::9'), keyOf('2001:db8:1:2::9')));

  test('is shared by its whole address, not by what it is counted as', () => {
    assert.equal(isSharedSource(clientAddress('2001:db8::1'), ['2001:db8::1']), true);
    assert.equal(isSharedSource(clientAddress('2001:db8::2'), ['2001:db8::1']), false);
    assert.equal(isSharedSource(clientAddress('::ffff:10.1.2.3'), ['10.0.0.0/8']), true);
  });
});

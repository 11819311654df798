import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checksum, frame, readMessage } from '../../../strategies/sip2/message.ts';
import { isPrivateHost } from '../../../strategies/sip2/private-host.ts';
import { sip64 } from '../../support/library-systems.ts';

describe('a SIP2 message', () => {
  test('has the checksum that makes all its bytes come to nothing', () => {
    // The example of the standard.
    assert.equal(checksum(Buffer.from('9900302.00AY1AZ')), 'FCA5');
    const framed = frame(Buffer.from('63é|'), 7);
    assert.match(framed.toString(), /^63é\|AY7AZ[0-9A-F]{4}\r$/);
    const counted = framed.subarray(0, -5);
    const sum = counted.reduce((all, byte) => all + byte, 0) + Number.parseInt(framed.toString().slice(-5, -1), 16);
    assert.equal(sum & 0xffff, 0);
  });

  test('is read with its fields in order', () => {
    const body = sip64('AOLIB|AA29301|AE|BLY|');
    const read = readMessage(frame(Buffer.from(body), 3).subarray(0, -1), 'utf-8', 3);
    assert.ok(typeof read !== 'string');
    assert.deepEqual(read.fields, [
      ['AO', 'LIB'],
      ['AA', '29301'],
      ['AE', ''],
      ['BL', 'Y'],
    ]);
    assert.equal(read.fixed.length, 59);
  });
});

test('an address is near only when no router of the internet leads to it', () => {
  for (const host of ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '::1', 'fd12::1', 'localhost']) {
    assert.equal(isPrivateHost(host), true, host);
  }
  for (const host of ['172.32.0.1', '11.0.0.1', '8.8.8.8', '2001:4860::1', 'sip.lib.example', '10.example', '']) {
    assert.equal(isPrivateHost(host), false, host);
  }
});

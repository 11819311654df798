import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalAddress, createAddressRules } from '../../../src/outbound/address-rules.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';

const strict = createAddressRules([]);

test('lets the public internet through', () => {
  for (const address of ['9.9.9.9', '172.15.255.255', '172.32.0.0', '192.167.1.1', '2620:fe::fe', '64:ff9b::909:909']) {
    assert.equal(strict.refusal(address), undefined, address);
  }
});

const refused: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fdff::1', 'fec0::1'],
  'link-local': ['169.254.0.1', 'fe80::1', 'febf::1', '::ffff:169.254.0.1'],
  metadata: ['169.254.169.254', '::ffff:169.254.169.254', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1'],
  reserved: [
    '0.0.0.0',
    '0.1.2.3',
    '255.255.255.255',
    '240.0.0.1',
    '198.18.0.1',
    '::',
    '::7f00:2',
    '100::1',
    '2002:7f00:1::',
  ],
  'not-an-address': ['', 'localhost', '127.1', '0x7f000001', '2130706433', 'fe80::1%eth0', '1.2.3.4.5'],
};
for (const [rule, addresses] of Object.entries(refused)) {
  test(`refuses by the rule ${rule}`, () => {
    for (const address of addresses) assert.equal(strict.refusal(address), rule, address);
  });
}

test('lets through what is listed, and nothing beside it', () => {
  const rules = createAddressRules(['10.1.0.0/16', '192.168.7.7', 'fd00:1::/32']);
  for (const address of ['10.1.0.0', '10.1.255.255', '192.168.7.7', '::ffff:10.1.2.3', 'fd00:1::5']) {
    assert.equal(rules.refusal(address), undefined, address);
  }
  for (const address of ['10.0.255.255', '10.2.0.0', '192.168.7.8', 'fd00:2::5']) {
    assert.equal(rules.refusal(address), 'private', address);
  }
});

test('knows a listed address of this machine from a listed one of another', () => {
  const rules = createAddressRules(['127.0.0.1', '10.0.0.0/8']);
  assert.equal(rules.isListedLoopback('127.0.0.1'), true);
  assert.equal(rules.isListedLoopback('::ffff:127.0.0.1'), true);
  assert.equal(rules.isListedLoopback('127.0.0.2'), false);
  assert.equal(rules.isListedLoopback('10.0.0.1'), false);
});

test('refuses a list with something that is no range, and names it', () => {
  for (const range of ['example.org', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', '::1/129', '']) {
    assert.throws(
      () => createAddressRules([range]),
      (error) => isCode('VST_CONFIG_INVALID')(error) && String(error).includes(`"${range}"`),
      range,
    );
  }
});

test('writes one address in one way', () => {
  assert.equal(canonicalAddress('2001:DB8:0:0:0:0:0:1'), '2001:db8::1');
  assert.equal(canonicalAddress('0:0:0:0:0:ffff:0a01:0203'), '10.1.2.3');
  assert.equal(canonicalAddress('::ffff:0.0.0.0'), '0.0.0.0');
});

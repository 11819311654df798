// Which addresses may be called. Everything that is not the public internet is refused unless the operator listed it:
// a URL in some metadata must not make us ask our own network (attack case 41).
import { BlockList, isIP, isIPv4 } from 'node:net';
import { VestibuleError } from '../domain/errors.ts';

export interface AddressRules {
  /** Undefined when the address may be called, else the name of the rule that refuses it. */
  refusal(address: string): string | undefined;
  /** Whether it is an address of this machine that the operator listed: only there plain http is spoken. */
  isListedLoopback(address: string): boolean;
}

// IANA special-purpose registries (RFC 6890), and the addresses where clouds keep their instances' credentials.
const refused: readonly (readonly [rule: string, ranges: readonly string[]])[] = [
  ['metadata', ['169.254.169.254/32', '168.63.129.16/32', '100.100.100.200/32', 'fd00:ec2::254/128']],
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
  ['documentation', ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20']],
  ['reserved', ['0.0.0.0/8', '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '240.0.0.0/4']],
  ['reserved', ['2001::/23', '2002::/16']],
];

/**
 * @param allow addresses and ranges (`10.1.0.0/16`, `::1`) that may be called all the same
 * @throws VestibuleError VST_CONFIG_INVALID naming an entry that is neither
 */
export function createAddressRules(allow: readonly string[]): AddressRules {
  const allowed = listOf(allow);
  const lists = refused.map(([rule, ranges]) => [rule, listOf(ranges)] as const);
  const loopback = listOf(['127.0.0.0/8', '::1/128']);
  const globalUnicast = listOf(['2000::/3']);
  return {
    refusal(written) {
      const address = canonicalAddress(written);
      if (address === undefined) return 'not-an-address';
      if (holds(allowed, address)) return undefined;
      const rule = lists.find(([, list]) => holds(list, address))?.[0];
      if (rule !== undefined) return rule;
      return isIPv4(address) || holds(globalUnicast, address) ? undefined : 'reserved';
    },
    isListedLoopback(written) {
      const address = canonicalAddress(written);
      return address !== undefined && holds(loopback, address) && holds(allowed, address);
    },
  };
}

/**
 * One way to write an address: IPv6 compressed, and IPv4 as such where it comes inside IPv6, as `::ffff:a.b.c.d` (RFC
 * 4291 §2.5.5.2) or behind a NAT64 (RFC 6052 §2.1). Undefined when it is no address, or names a zone.
 */
export function canonicalAddress(written: string): string | undefined {
  if (isIP(written) === 0 || !URL.canParse(`http://[${written}]`)) return isIPv4(written) ? written : undefined;
  const address = new URL(`http://[${written}]`).hostname.slice(1, -1);
  const inside = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{0,4})$/.exec(address);
  if (inside === null) return address;
  const [high, low] = [Number.parseInt(inside[1] || '0', 16), Number.parseInt(inside[2] || '0', 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [written = '', prefix, ...rest] = range.split('/');
    const family = isIPv4(written) ? 'ipv4' : 'ipv6';
    const bits = family === 'ipv4' ? 32 : 128;
    const length = prefix === undefined ? bits : Number(prefix);
    const sound = isIP(written) !== 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix ?? '0') && length <= bits;
    if (!sound) {
      throw new VestibuleError('VST_CONFIG_INVALID', `outboundAllow: "${range}" is no address or range (10.1.0.0/16)`);
    }
    list.addSubnet(written, length, family);
  }
  return list;
}

// Where a request comes from, as tries and floods are counted.
import { BlockList, isIP, isIPv4 } from 'node:net';

const lists = new WeakMap<readonly string[], BlockList>();

/**
 * A client's address in one spelling, without the port that some proxies write; an IPv4 address inside IPv6 as itself.
 * `unknown` for what is no address: all such clients are one.
 */
export function clientAddress(written: string | undefined): string {
  const bare = (written ?? '').replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/%.*$/, '');
  const address = /^[\d.]+:\d+$/.test(bare) ? bare.slice(0, bare.indexOf(':')) : bare;
  if (isIPv4(address)) return address;
  if (isIP(address) === 0) return 'unknown';
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const inside = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (inside === null) return canonical;
  const [high, low] = [Number.parseInt(inside[1] ?? '', 16), Number.parseInt(inside[2] ?? '', 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/**
 * What an address is counted as. Of IPv6 the first 64 bits: one line of one household has all addresses under them (RFC
 * 6177), and must not have a fresh count for each.
 */
export function sourceKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [before = '', after] = address.split('::');
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'));
  const zeros = Array<string>(Math.max(0, 8 - groups(before).length - groups(after).length)).fill('0');
  return `${[...groups(before), ...zeros, ...groups(after)].slice(0, 4).join(':')}::/64`;
}

/** Whether many people come from this address (a campus network), by the institution's own ranges. */
export function isSharedSource(address: string, ranges: readonly string[]): boolean {
  const family = isIP(address);
  if (family === 0 || ranges.length === 0) return false;
  let list = lists.get(ranges);
  if (list === undefined) {
    list = blockList(ranges);
    lists.set(ranges, list);
  }
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return list;
}

import { BlockList, isIP } from 'node:net';

const lists = new WeakMap<readonly string[], BlockList>();

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

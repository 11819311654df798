import { BlockList, isIP } from 'node:net';

const near = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  near.addSubnet(network, bits, 'ipv4');
}
near.addAddress('::1', 'ipv6');
near.addSubnet('fd00::', 8, 'ipv6');

/** This machine, or an address that no router of the internet leads to; a name could lead anywhere. */
export function isPrivateHost(host: string): boolean {
  if (host === 'localhost') return true;
  const version = isIP(host);
  return version !== 0 && near.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

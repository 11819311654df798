import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { VestibuleError } from '../domain/errors.ts';
import { canonicalAddress } from './address-rules.ts';

/** Every address of a host name. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export async function systemResolver(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/**
 * A host's addresses that may be called. Node connects to these very addresses and asks no resolver again, so a name
 * that answers differently the second time (DNS rebinding) gains nothing.
 *
 * @throws VestibuleError VST_UPSTREAM_UNREACHABLE with the rule that refused, when none is left
 */
export async function permittedAddresses(
  host: string,
  resolve: Resolver,
  refusal: (address: string) => string | undefined,
): Promise<readonly string[]> {
  const literal = host.startsWith('[') ? canonicalAddress(host.slice(1, -1)) : canonicalAddress(host);
  const addresses =
    literal === undefined ? await resolve(host).catch((error) => refuse(host, 'dns', error)) : [literal];
  const permitted = addresses.filter((address) => refusal(address) === undefined);
  const [first] = addresses;
  if (permitted.length === 0) refuse(host, first === undefined ? 'dns' : (refusal(first) ?? 'dns'));
  return permitted;
}

/** For the option `lookup` of a request: answers with addresses already resolved and checked. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_host, options, done) => {
    const [first] = all;
    if (options.all === true) done(null, all);
    else done(null, first?.address ?? '', first?.family ?? 4);
  };
}

/** @param rule which rule refused the call, or what went wrong: a word for logs and traces */
export function refuse(host: string, rule: string, cause?: unknown): never {
  throw new VestibuleError(
    'VST_UPSTREAM_UNREACHABLE',
    `The call to ${host} was not made or has failed: ${rule}`,
    { host, rule },
    { cause },
  );
}

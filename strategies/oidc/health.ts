// Asks the provider, before a person does, whether it answers, is still the one that is meant, and publishes keys.
import { createPublicKey } from 'node:crypto';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, UpstreamCheck } from '../../src/domain/strategy.ts';
import { publicKeys, readClientKey } from './client-keys.ts';
import { type Discovery, loadClient } from './discover.ts';
import { failureOf } from './failure.ts';
import type { OidcOptions } from './options.ts';

export async function checkUpstream(
  options: OidcOptions,
  deps: StrategyDeps,
  discovery: Discovery,
): Promise<readonly UpstreamCheck[]> {
  const own = ownCheck(options, deps);
  // Without our own proof nothing could be said of theirs.
  if (!own.ok) return [own];
  return [own, ...(await theirChecks(options, deps, discovery))];
}

function ownCheck(options: OidcOptions, { secrets }: StrategyDeps): UpstreamCheck {
  const name = options.clientKey === undefined ? 'client secret' : 'client key';
  try {
    if (options.clientSecret !== undefined) secrets.read(options.clientSecret);
    if (options.clientKey === undefined) return { name, ok: true, detail: 'it can be read' };
    const { algorithm, kid } = readClientKey(options, secrets);
    publicKeys(options.clientKey, secrets);
    return { name, ok: true, detail: `signs by ${algorithm} as ${kid}` };
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    return { name, ok: false, detail: error.message };
  }
}

async function theirChecks(
  options: OidcOptions,
  deps: StrategyDeps,
  discovery: Discovery,
): Promise<readonly UpstreamCheck[]> {
  const metadata = 'metadata';
  try {
    const server = (await discovery.probe()).serverMetadata();
    const lacking = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'].filter((key) => server[key] === undefined);
    if (lacking.length > 0)
      return [{ name: metadata, ok: false, detail: `the document names no ${lacking.join(', ')}` }];
    return [
      { name: metadata, ok: true, detail: `${server.issuer} answers` },
      await keysCheck(options, deps, server.jwks_uri ?? ''),
    ];
  } catch (error) {
    const failure = failureOf(await loadClient(), error);
    if (failure === undefined || failure.type === 'prompt') throw error;
    // Without its document nobody can be sent there, nor a code be redeemed.
    const unreachable = failure.type === 'unreachable' ? true : undefined;
    return [{ name: metadata, ok: false, unreachable, detail: failure.detail }];
  }
}

async function keysCheck(options: OidcOptions, deps: StrategyDeps, url: string): Promise<UpstreamCheck> {
  const name = 'keys';
  const { host } = new URL(url);
  try {
    const { status, body } = await deps.outbound.get(url, {
      timeoutMs: options.timeoutSeconds * 1000,
      maxBytes: 512 * 1024,
    });
    if (status !== 200) return { name, ok: false, detail: `${host} answered ${status} when asked for its keys` };
    const count = usableKeys(body);
    return {
      name,
      ok: count > 0,
      detail: count > 0 ? `${count} to sign with` : `${host} publishes no key to sign with`,
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'no answer';
    return { name, ok: false, detail: `${host} did not give its keys: ${detail}` };
  }
}

/** Public keys for signatures that can be read. */
function usableKeys(body: string): number {
  let set: unknown;
  try {
    set = JSON.parse(body);
  } catch {
    return 0;
  }
  const keys: unknown = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  return Array.isArray(keys) ? keys.filter(isUsable).length : 0;
}

function isUsable(key: unknown): boolean {
  if (typeof key !== 'object' || key === null || ('use' in key && key.use === 'enc')) return false;
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' }).type === 'public';
  } catch {
    return false;
  }
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { openRedisEphemeral } from '../../../src/ephemeral/redis.ts';
import { checkDurability } from '../../../src/ephemeral/redis-durability.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';
import { freePort } from '../../support/free-port.ts';

const secrets = { read: () => 'sesame' };
const timeouts = { connectMs: 200, commandMs: 200 };
const sound = { redis_version: '7.0.15', tcp_port: '6379', maxmemory_policy: 'noeviction', aof_enabled: '1' };

function info(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...sound, ...fields }).map(([name, value]) => `${name}:${value}`);
  return ['# Server', ...lines, ''].join('\r\n');
}

test('takes a server that keeps what it is given', () => {
  checkDurability([info({}), info({ redis_version: '8.2.1' })]);
});

test('refuses one of several servers, and says which and what to set', () => {
  const unfit: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ maxmemory_policy: 'volatile-ttl' }, /port 6380 .*"maxmemory-policy noeviction" \(now volatile-ttl\)/],
    [{ aof_enabled: '0' }, /port 6380 .*"appendonly yes"/],
    [{ redis_version: '6.2.14' }, /port 6380 is version 6\.2\.14; Vestibule needs 7/],
  ];
  for (const [fields, words] of unfit) {
    assert.throws(
      () => checkDurability([info({}), info({ tcp_port: '6380', ...fields })]),
      (error) => isCode('VST_CONFIG_INVALID')(error) && words.test(String(error)),
    );
  }
});

const away = async () => ({ host: '127.0.0.1', port: await freePort() });
const common = { tls: false, prefix: 'test:' };

test('says at start that nobody listens, whatever the topology', async () => {
  const configs = [
    { ...common, topology: 'single', node: await away() },
    { ...common, topology: 'sentinel', master: 'main', sentinels: [await away()] },
    { ...common, topology: 'cluster', nodes: [await away()] },
  ] as const;
  for (const config of configs) {
    const begun = performance.now();
    await assert.rejects(
      openRedisEphemeral(config, { secrets }, { timeouts }),
      isCode('VST_EPHEMERAL_UNAVAILABLE'),
      config.topology,
    );
    assert.ok(performance.now() - begun < 3000, config.topology);
  }
});

test('says at start that a server does not answer', async (t) => {
  const silent = createServer((socket) => t.after(() => socket.destroy())).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const address = silent.address();
  assert.ok(address !== null && typeof address === 'object');
  const node = { host: '127.0.0.1', port: address.port };
  await assert.rejects(
    openRedisEphemeral({ ...common, topology: 'single', node }, { secrets }, { timeouts }),
    isCode('VST_EPHEMERAL_UNAVAILABLE'),
  );
});

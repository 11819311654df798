import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import type { SecretReference } from '../../src/domain/ports/secrets.ts';
import { openRedisEphemeral } from '../../src/ephemeral/redis.ts';
import type { RedisConfig } from '../../src/ephemeral/redis-connection.ts';
import { ephemeralContract, isCode } from '../contract/ephemeral/ephemeral.contract.ts';
import { openRedisLab, type RedisLab, redisMissing, until } from '../support/redis.ts';

const secrets = { read: () => 'sesame' };
const common = { tls: false, prefix: 'test:' };
const timeouts = { connectMs: 1000, commandMs: 1000 };
const open = (config: RedisConfig) => openRedisEphemeral(config, { secrets }, { timeouts });

describe('Redis', { skip: redisMissing }, () => {
  let lab: RedisLab;
  before(async () => {
    lab = await openRedisLab();
  });
  after(() => lab?.close());

  contractOn('Redis, single', async () => ({ ...common, topology: 'single', node: await lab.single() }));
  contractOn('Redis, Cluster', async () => ({ ...common, topology: 'cluster', nodes: await lab.cluster() }));
  contractOn('Redis, Sentinel', async () => {
    const { name, sentinel } = await lab.sentinel();
    return { ...common, topology: 'sentinel', master: name, sentinels: [sentinel] };
  });

  test('writes every key under its prefix', async (t) => {
    const node = await lab.single();
    const ephemeral = await open({ ...common, topology: 'single', node });
    t.after(() => ephemeral.close());
    await ephemeral.put('space', 'key', 'value', 60);
    await ephemeral.count('counter', 'key', 1, 60);
    assert.deepEqual((await node.cli('keys', '*')).trim().split('\n').sort(), ['test:counter:key', 'test:space:key']);
  });

  test('signs in by the password it is given', async (t) => {
    const node = await lab.single('--requirepass', 'sesame');
    const config = { ...common, topology: 'single', node } as const;
    await assert.rejects(open(config), isCode('VST_EPHEMERAL_UNAVAILABLE'));
    const ephemeral = await open({ ...config, password: '${env:REDIS}' as SecretReference });
    t.after(() => ephemeral.close());
    await ephemeral.put('space', 'key', 'value', 60);
    assert.equal(await ephemeral.get('space', 'key'), 'value');
  });

  test('refuses a server that evicts, and says what to set', async () => {
    const node = await lab.single('--maxmemory-policy', 'allkeys-lru');
    await assert.rejects(open({ ...common, topology: 'single', node }), (error) => {
      assert.match(String(error), /set "maxmemory-policy noeviction" \(now allkeys-lru\)/);
      return isCode('VST_CONFIG_INVALID')(error);
    });
  });

  test('refuses a server without a file, and says what to set', async () => {
    const node = await lab.single('--appendonly', 'no');
    await assert.rejects(open({ ...common, topology: 'single', node }), /set "appendonly yes"/);
  });

  test('says within the time given that a server is gone, and goes on when it is back', async (t) => {
    const node = await lab.single();
    const ephemeral = await open({ ...common, topology: 'single', node });
    t.after(() => ephemeral.close());
    await ephemeral.put('space', 'key', 'value', 60);
    await node.kill();
    const begun = performance.now();
    await assert.rejects(ephemeral.get('space', 'key'), isCode('VST_EPHEMERAL_UNAVAILABLE'));
    assert.ok(performance.now() - begun < 2000);
    await node.start();
    await until('it is connected again', () => answers(ephemeral));
    assert.equal(await ephemeral.get('space', 'key'), 'value');
  });

  test('says within the time given that a server does not answer, and goes on when it does', async (t) => {
    const node = await lab.single();
    const ephemeral = await open({ ...common, topology: 'single', node });
    t.after(() => ephemeral.close());
    node.signal('SIGSTOP');
    const begun = performance.now();
    await assert.rejects(ephemeral.put('space', 'key', 'value', 60), isCode('VST_EPHEMERAL_UNAVAILABLE'));
    assert.ok(performance.now() - begun < 2000);
    node.signal('SIGCONT');
    await until('it answers again', () => answers(ephemeral));
  });

  test('says that there is no room', async (t) => {
    const node = await lab.single('--maxmemory', '3mb');
    const ephemeral = await open({ ...common, topology: 'single', node });
    t.after(() => ephemeral.close());
    await ephemeral.put('space', 'kept', 'value', 60);
    const filling = async () => {
      for (let i = 0; i < 20; i++) await ephemeral.put('space', `key ${i}`, 'x'.repeat(500_000), 60);
    };
    await assert.rejects(filling(), isCode('VST_EPHEMERAL_UNAVAILABLE'));
    assert.equal(await ephemeral.take('space', 'kept'), 'value');
  });

  test('a restart ends what can be taken once, and keeps what is read', async (t) => {
    const node = await lab.single();
    const ephemeral = await open({ ...common, topology: 'single', node });
    t.after(() => ephemeral.close());
    await ephemeral.put('code', 'key', 'value', 60);
    await ephemeral.put('session', 'key', 'value', 60);
    await ephemeral.count('failures', 'key', 3, 60);
    await node.kill();
    await node.start();
    await until('it is connected again', () => answers(ephemeral));
    assert.equal(await ephemeral.take('code', 'key'), undefined);
    assert.equal(await ephemeral.get('session', 'key'), 'value');
    assert.equal(await ephemeral.touch('session', 'key', 60), true);
    assert.equal((await ephemeral.count('failures', 'key', 1, 60)).count, 4);
  });

  test('a code whose taking was lost by a failover cannot be taken again', async (t) => {
    const { name, sentinel, master, replica } = await lab.sentinel();
    const ephemeral = await open({ ...common, topology: 'sentinel', master: name, sentinels: [sentinel] });
    t.after(() => ephemeral.close());
    for (const key of ['taken', 'swapped']) await ephemeral.put('code', key, 'value', 60);
    await ephemeral.put('session', 'key', 'value', 60);
    await master.cli('wait', '1', '5000');

    // The replica loses its master and cannot look for it, and so does not hear of the taking.
    replica.signal('SIGSTOP');
    await master.cli('client', 'kill', 'type', 'replica');
    assert.equal(await ephemeral.take('code', 'taken'), 'value');
    await master.kill('SIGKILL');
    replica.signal('SIGCONT');
    await until('the replica is the master', async () =>
      (await sentinel.cli('sentinel', 'get-master-addr-by-name', name)).includes(String(replica.port)),
    );
    await until('it is connected again', () => answers(ephemeral));

    assert.ok((await replica.cli('get', 'test:code:taken')).includes('value'), 'the taking was lost');
    assert.equal(await ephemeral.take('code', 'taken'), undefined);
    assert.equal(await ephemeral.swap('code', 'swapped', 'value', 'next', 60), false);
    assert.equal(await ephemeral.get('session', 'key'), 'value');
    await ephemeral.put('code', 'new', 'value', 60);
    assert.equal(await ephemeral.take('code', 'new'), 'value');
  });

  test('goes on with the rest of a cluster when one of its masters is gone', async (t) => {
    const nodes = await lab.cluster();
    const ephemeral = await open({ ...common, topology: 'cluster', nodes });
    t.after(() => ephemeral.close());
    for (let i = 0; i < 30; i++) await ephemeral.put('space', `key ${i}`, 'value', 60);
    await nodes[0]?.kill('SIGKILL');
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => ephemeral.get('space', `key ${i}`)));
    const there = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === 'value').length;
    const gone = outcomes.filter((o) => o.status === 'rejected' && isCode('VST_EPHEMERAL_UNAVAILABLE')(o.reason));
    assert.ok(there > 0 && gone.length > 0, `${there} there, ${gone.length} gone`);
    assert.equal(there + gone.length, 30);
  });

  function contractOn(name: string, config: () => Promise<RedisConfig>): void {
    let started: Promise<RedisConfig> | undefined;
    ephemeralContract(name, async () => {
      started ??= config();
      const [one, other] = [await open(await started), await open(await started)];
      return {
        one,
        other,
        pass: (ms) => wait(ms),
        async close() {
          await one.close();
          await other.close();
        },
      };
    });
  }
});

async function answers(ephemeral: Ephemeral): Promise<boolean> {
  return ephemeral.put('probe', 'key', 'value', 60).then(
    () => true,
    () => false,
  );
}

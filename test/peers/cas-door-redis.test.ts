// The tickets of the CAS door on a Redis that two nodes share.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openRedisEphemeral } from '../../src/ephemeral/redis.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { casLibrary } from '../support/cas-application.ts';
import { raceTickets } from '../support/cas-races.ts';
import { openRedisLab, type RedisLab, redisMissing } from '../support/redis.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

describe('tickets on Redis, for two nodes', { skip: redisMissing }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-cas-redis-'));
  let redis: RedisLab;
  let house: TwoNodes;

  before(async () => {
    redis = await openRedisLab();
    const node = await redis.single();
    house = await startTwoNodes({ institutions: () => [casLibrary()] }, async (sealing) => ({
      store: await openSqliteStore({ directory, clock: systemClock, sealing, random: systemRandom }),
      ephemeral: await openRedisEphemeral(
        { topology: 'single', node, tls: false, prefix: 'vestibule:' },
        { secrets: { read: () => '' } },
      ),
    }));
  });
  after(async () => {
    await house?.close();
    await redis?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('1,000 tickets, each asked about four times at once on both nodes: each lets one in', async () => {
    assert.equal(await raceTickets(house, 1000), 1000);
  });
});

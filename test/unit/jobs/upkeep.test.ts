import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UpkeepReport } from '../../../src/domain/strategy.ts';
import { type KeptUpstream, upkeepJob } from '../../../src/jobs/upkeep.ts';
import type { LogFields } from '../../../src/observability/log.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';

const dayMs = 86_400_000;

function bench(...upkeeps: readonly (() => Promise<UpkeepReport>)[]) {
  const clock = fakeClock();
  const told: LogFields[] = [];
  const ignore = () => undefined;
  const log = { info: ignore, error: ignore, warn: (_event: string, fields: LogFields = {}) => void told.push(fields) };
  const upstreams: readonly KeptUpstream[] = upkeeps.map((upkeep, index) => ({
    institution: 'demo',
    profile: `profile-${index}`,
    upkeep,
  }));
  return { clock, told, job: upkeepJob(() => upstreams, { ephemeral: fakeEphemeral(clock), log }) };
}

describe('Keeping upstreams fresh', () => {
  test('counts what was renewed of all of them', async () => {
    const { job } = bench(...Array.from({ length: 9 }, () => async () => ({ renewed: 2, warnings: [] })));
    assert.equal(await job.run(), 18);
  });

  test('tells the operator of a matter once a day, though the days count down', async () => {
    let days = 30;
    const { job, told, clock } = bench(async () => ({
      renewed: 0,
      warnings: [`the key ends in ${days} days, at noon`],
    }));
    await job.run();
    days = 29;
    await job.run();
    assert.deepEqual(
      told.map(({ profile, message }) => [profile, message]),
      [['profile-0', 'the key ends in 30 days, at noon']],
    );
    clock.advance(dayMs + 1);
    await job.run();
    assert.equal(told.length, 2);
  });

  test('of one that breaks goes on with the others, and says so', async () => {
    const { job, told } = bench(
      async () => {
        throw new Error('broken');
      },
      async () => ({ renewed: 1, warnings: [] }),
    );
    assert.equal(await job.run(), 1);
    assert.deepEqual(
      told.map(({ message }) => message),
      ['broken'],
    );
  });
});

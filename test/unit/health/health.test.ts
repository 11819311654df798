import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { isAway, isFailing } from '../../../src/domain/ports/upstream-health.ts';
import type { UpstreamCheck } from '../../../src/domain/strategy.ts';
import { createHealthBoard, staleMs } from '../../../src/health/board.ts';
import { healthJob } from '../../../src/health/job.ts';
import { createProber, type ProbedUpstream } from '../../../src/health/probe.ts';
import type { LogFields } from '../../../src/observability/log.ts';
import { type FakeEphemeral, fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { type FakeClock, fakeClock, seededRandom } from '../../support/fakes.ts';

const minuteMs = 60_000;
const well: readonly UpstreamCheck[] = [{ name: 'bind', ok: true, detail: 'bound' }];
const away: readonly UpstreamCheck[] = [
  { name: 'bind', ok: false, unreachable: true, detail: 'no answer. Look at the firewall' },
];
const odd: readonly UpstreamCheck[] = [{ name: 'bind', ok: false, detail: 'refused (49). Look at the password' }];

interface Node {
  readonly clock?: FakeClock;
  readonly ephemeral?: FakeEphemeral;
  readonly limitMs?: number;
}

function node(upstreams: readonly ProbedUpstream[], { clock = fakeClock(), ephemeral, limitMs = 50 }: Node = {}) {
  const shared = ephemeral ?? fakeEphemeral(clock);
  const told: (LogFields & { event: string; level: string })[] = [];
  const teller =
    (level: string) =>
    (event: string, fields: LogFields = {}) =>
      void told.push({ event, level, ...fields });
  const log = { info: teller('info'), warn: teller('warn'), error: teller('error') };
  const board = createHealthBoard({ ephemeral: shared, clock });
  const prober = createProber(limitMs);
  const job = healthJob(() => upstreams, { board, prober, ephemeral: shared, clock, random: seededRandom(), log });
  return { clock, ephemeral: shared, told, board, job };
}

function upstream(profile: string, check: ProbedUpstream['check'], settings = 's1'): ProbedUpstream {
  return { institution: 'demo', profile, settings, check };
}

describe('Probing upstreams', () => {
  test('one failure is a hiccup; the second in a row makes it fail, and is told once with what to do', async () => {
    const campus = upstream('campus', async () => away);
    const { job, board, told, clock } = node([campus]);
    await job.run();
    assert.equal(isFailing(await board.state(campus)), false);
    for (let round = 0; round < 4; round++) {
      clock.advance(minuteMs);
      await job.run();
    }
    assert.equal(isAway(await board.state(campus)), true);
    assert.deepEqual(
      told.map(({ event, level, profile, message }) => [event, level, profile, message]),
      [['upstream failing', 'warn', 'campus', 'bind: no answer. Look at the firewall']],
    );
  });

  test('its recovery is told once, with how long it lasted', async () => {
    let said = away;
    const campus = upstream('campus', async () => said);
    const { job, board, told, clock } = node([campus]);
    for (let round = 0; round < 10; round++, clock.advance(minuteMs)) await job.run();
    said = well;
    for (let round = 0; round < 10; round++, clock.advance(minuteMs)) await job.run();
    assert.deepEqual(
      told.map(({ event, level }) => [event, level]),
      [
        ['upstream failing', 'warn'],
        ['upstream well again', 'info'],
      ],
    );
    assert.match(told[1]?.message ?? '', /10 min/);
    assert.equal(isFailing(await board.state(campus)), false);
  });

  test('one that answers is asked every five minutes, one that does not every minute', async () => {
    const asked = { good: 0, silent: 0, odd: 0 };
    const { job, clock } = node([
      upstream('good', async () => (asked.good++, well)),
      upstream('silent', async () => (asked.silent++, away)),
      upstream('odd', async () => (asked.odd++, odd)),
    ]);
    for (let minute = 0; minute < 60; minute++, clock.advance(minuteMs)) await job.run();
    assert.ok(asked.good >= 10 && asked.good <= 13, `good: ${asked.good}`);
    assert.equal(asked.silent, 60);
    assert.ok(asked.odd >= 10 && asked.odd <= 13, `a refused service account is not locked by probes: ${asked.odd}`);
  });

  test('one that answers and is wrong fails, and is not away', async () => {
    const campus = upstream('campus', async () => odd);
    const { job, board, clock } = node([campus]);
    for (let round = 0; round < 2; round++, clock.advance(6 * minuteMs)) await job.run();
    const state = await board.state(campus);
    assert.equal(isFailing(state), true);
    assert.equal(isAway(state), false);
  });

  test('all nodes read what one found, and one node probes it', async () => {
    let asked = 0;
    const campus = upstream('campus', async () => (asked++, away));
    const clock = fakeClock();
    const ephemeral = fakeEphemeral(clock);
    const [one, other] = [node([campus], { clock, ephemeral }), node([campus], { clock, ephemeral })];
    for (let round = 0; round < 2; round++, clock.advance(minuteMs))
      await Promise.all([one.job.run(), other.job.run()]);
    assert.equal(asked, 2);
    assert.equal(isAway(await other.board.state(campus)), true);
    assert.equal([...one.told, ...other.told].length, 1);
  });

  test('a probe that hangs is given up, holds nobody up and is not begun again on top', async () => {
    let begun = 0;
    const never = upstream('never', () => (begun++, new Promise(() => undefined)));
    const others = Array.from({ length: 20 }, (_, index) => upstream(`p${index}`, async () => well));
    const { job, board, clock } = node([never, ...others]);
    for (let round = 0; round < 3; round++, clock.advance(minuteMs)) await job.run();
    assert.equal(begun, 1);
    assert.equal(isAway(await board.state(never)), true);
    for (const one of others) assert.equal((await board.state(one))?.failures, 0);
  });

  test('one that throws is wrong, and away where it says that it could not be asked', async () => {
    const broken = upstream('broken', async () => {
      throw new Error('a bug');
    });
    const gone = upstream('gone', async () => {
      throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', 'no route');
    });
    const { job, board, clock } = node([broken, gone]);
    for (let round = 0; round < 2; round++, clock.advance(6 * minuteMs)) await job.run();
    assert.equal(isAway(await board.state(broken)), false);
    assert.equal(isFailing(await board.state(broken)), true);
    assert.equal(isAway(await board.state(gone)), true);
  });
});

describe('What is known of an upstream', () => {
  test('is forgotten with its settings', async () => {
    const { job, board, clock } = node([upstream('campus', async () => away)]);
    for (let round = 0; round < 2; round++, clock.advance(minuteMs)) await job.run();
    assert.equal(await board.state(upstream('campus', async () => well, 's2')), undefined);
  });

  test('says nothing of now when it is old, as no node probes any more', async () => {
    const campus = upstream('campus', async () => away);
    const { job, board, clock } = node([campus]);
    for (let round = 0; round < 2; round++, clock.advance(minuteMs)) await job.run();
    clock.advance(staleMs + minuteMs);
    assert.equal(await board.state(campus), undefined);
    assert.equal((await board.record(campus))?.failures, 2);
  });

  test('is nothing when the store does not answer', async () => {
    const { board, ephemeral } = node([]);
    await ephemeral.close();
    assert.equal(await board.state(upstream('campus', async () => well)), undefined);
  });

  test('is read from the store at most every five seconds', async () => {
    const campus = upstream('campus', async () => well);
    const clock = fakeClock();
    const real = fakeEphemeral(clock);
    let reads = 0;
    const counted = { ...real, get: (space: string, key: string) => (reads++, real.get(space, key)) };
    const board = createHealthBoard({ ephemeral: counted, clock });
    for (let call = 0; call < 100; call++) await board.state(campus);
    assert.equal(reads, 1);
    clock.advance(5_000);
    await board.state(campus);
    assert.equal(reads, 2);
  });
});

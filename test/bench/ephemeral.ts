import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteEphemeral } from '../../src/ephemeral/sqlite.ts';
import { systemClock } from '../../src/platform.ts';
import { startImport, writeUsersFile } from './import-file.ts';
import { type Bench, inMs, quantile } from './measure.ts';

const limitMs = 25;

export const ephemeralBench: Bench = {
  name: 'ephemeral',
  about: 'time of put and take on SQLite while another process imports into the same data directory',
  async run({ quick, note }) {
    const count = quick ? 20_000 : 100_000;
    const directory = await mkdtemp(join(tmpdir(), 'vestibule-ephemeral-'));
    const file = join(directory, 'users.json');
    try {
      await writeUsersFile(file, count);
      const alone = await timesUntil(directory, wait(quick ? 1000 : 5000));
      const running = startImport({ store: { directory }, file });
      const beside = await timesUntil(directory, running.result);
      const { seconds } = await running.result;
      const most = Math.max(...beside);
      note(`${beside.length} steps during ${seconds.toFixed(1)} s of import, the longest ${most.toFixed(1)} ms`);
      const [ours, bare] = [quantile(beside, 0.99), quantile(alone, 0.99)];
      const what = `ephemeral p99 beside an import of ${count}`;
      const compared = `p50 ${inMs(quantile(beside, 0.5))}`;
      const target = `< ${limitMs} ms`;
      return [{ what, ours: inMs(ours), bare: `${inMs(bare)} alone`, compared, target, met: ours < limitMs }];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** Puts and takes, one after the other, until the end comes. @returns milliseconds of each */
async function timesUntil(directory: string, end: Promise<unknown>): Promise<readonly number[]> {
  const ephemeral = await openSqliteEphemeral({ directory, clock: systemClock });
  const times: number[] = [];
  const timed = async (step: () => Promise<unknown>) => {
    const begun = performance.now();
    await step();
    times.push(performance.now() - begun);
  };
  const state = { over: false };
  const ended = end.finally(() => {
    state.over = true;
  });
  const value = JSON.stringify({ attempt: 'x'.repeat(700) });
  for (let turn = 0; !state.over; turn++) {
    const key = `key-${turn}`;
    await timed(() => ephemeral.put('attempt', key, value, 600));
    await timed(async () => {
      if ((await ephemeral.take('attempt', key)) !== value) throw new Error('A record was lost');
    });
    await wait(1);
  }
  await ended;
  await ephemeral.close();
  return times;
}

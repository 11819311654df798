import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { openTestDirectory } from '../../support/directory.ts';
import type { OpenedStore, OpenStore } from '../store/opened-store.ts';
import { auditIsTheState, keptPromises, orphans, standing } from './directory-properties.contract.ts';
import type { HammerTask } from './hammer-child.ts';

export function directoryHammerContract(engine: string, sequences: number, open: OpenStore): void {
  describe(`The directory, changed by several processes at once: ${engine}`, () => {
    test('has no key that leads to two, and an audit that is the state', async (t) => {
      let opened: OpenedStore | undefined;
      const { directory, rows, close } = await openTestDirectory({
        open: async () => (opened = await open()),
      });
      t.after(close);
      assert.ok(opened);
      const { records } = opened;
      const ends = await Promise.all([1, 2, 3, 4].map((seed) => hammer({ records, seed, sequences })));
      for (const { done, refused } of ends) {
        assert.ok(done > sequences, `${done} changes were done by one of them`);
        assert.ok(refused > 0, 'they were in each other’s way');
      }
      const act = { do: 'wait' } as const;
      keptPromises(await standing(directory), await orphans(rows, 'demo'), new Map(), { act, outcome: {}, now: 0 });
      await auditIsTheState(directory);
    });
  });
}

async function hammer(task: HammerTask): Promise<{ readonly done: number; readonly refused: number }> {
  const script = join(import.meta.dirname, 'hammer-child.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  assert.equal(code, 0, 'a process ended in a fault');
  const [done = 0, refused = 0] = said.trim().split(' ').map(Number);
  return { done, refused };
}

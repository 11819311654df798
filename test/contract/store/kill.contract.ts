import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { groupOf, type ImportTask } from './import-child.ts';
import type { OpenStore } from './opened-store.ts';

export interface KillPlan {
  readonly kills: number;
  /** Users that are imported; a pass that ends is followed by one that changes them all. */
  readonly rows: number;
  /** A process lives at most this long after its first acknowledged call. */
  readonly liveMs: number;
}

interface Acknowledged {
  pass: number;
  count: number;
}

/** SIGKILL at random moments of an import loses nothing that was acknowledged and leaves nothing half there. */
export function killContract(name: string, { kills, rows, liveMs }: KillPlan, open: OpenStore): void {
  describe(`Killed: ${name}`, () => {
    test(`${kills} kills of an import of ${rows} users lose nothing and leave nothing half there`, async (t) => {
      const opened = await open();
      t.after(opened.close);
      const seen: Acknowledged = { pass: 0, count: 0 };
      for (let kill = 0; kill < kills; kill++) {
        const task = { records: opened.records, rows, pass: seen.pass, from: seen.count % rows, lastPass: 9999 };
        if (seen.count === rows) task.pass++;
        const delayMs = randomInt(liveMs);
        await runAndKill(task, delayMs, seen);
        await assertWhole(opened.rows, seen, rows, `kill ${kill}, ${delayMs} ms after the first acknowledged call`);
      }
      await runAndKill(
        { records: opened.records, rows, pass: seen.pass, from: 0, lastPass: seen.pass },
        undefined,
        seen,
      );
      await assertWhole(opened.rows, { pass: seen.pass, count: rows }, rows, 'the end');
      assert.equal(await opened.store.users.size('demo'), rows);
    });
  });
}

/** Lets an import run, and keeps what it acknowledged in `seen`. Without a delay it runs to its end. */
async function runAndKill(task: ImportTask, delayMs: number | undefined, seen: Acknowledged): Promise<void> {
  const script = join(import.meta.dirname, 'import-child.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  let isCounting = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const [pass = 0, count = 0] = line.split(' ').map(Number);
    Object.assign(seen, { pass, count });
    if (delayMs !== undefined && !isCounting) setTimeout(() => child.kill('SIGKILL'), delayMs);
    isCounting = true;
  }
  const [code, signal] = await exit;
  assert.ok(delayMs === undefined ? code === 0 : signal === 'SIGKILL', `the import ended by itself (${code})`);
}

type Rows = Awaited<ReturnType<OpenStore>>['rows'];

async function assertWhole(rows: Rows, seen: Acknowledged, total: number, when: string): Promise<void> {
  const one = async (sql: string) => Number(Object.values((await rows(sql))[0] ?? {})[0]);
  const primary = `i.type = 'primary' and i.value = u.primary_identifier`;
  const own = 'institution = u.institution and';
  const half = await one(`select count(*) from users u where
    (select count(*) from identifiers i where i.${own} i.user_id = u.id) <> 3
    or not exists (select 1 from identifiers i where i.${own} i.user_id = u.id and ${primary})
    or (select count(*) from user_emails e where e.${own} e.user_id = u.id) <> 1
    or (select count(*) from changes h where h.${own} h.user_id = u.id) <> u.version`);
  assert.equal(half, 0, `${half} users are half there after ${when}`);
  const changed = await one(`select count(*) from users where user_group >= '${groupOf(seen.pass)}'`);
  assert.ok(changed >= seen.count, `${seen.count} users of pass ${seen.pass} acknowledged, ${changed} there: ${when}`);
  if (seen.pass > 0) assert.equal(await one('select count(*) from users'), total);
  const lines = await rows(`select detail from decisions order by seq desc limit 1`);
  const { facts: last } = JSON.parse(String(lines[0]?.detail)) as { facts: Acknowledged };
  const isThere = last.pass > seen.pass || (last.pass === seen.pass && last.count >= seen.count);
  assert.ok(isThere, `the audit lacks what was acknowledged after ${when}`);
}

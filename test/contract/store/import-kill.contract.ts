import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { WrittenInstallation } from '../../support/installation.ts';

export interface ImportKillPlan {
  readonly kills: number;
  readonly rows: number;
  /** A run is killed at a random moment of so many milliseconds after its first new user is there. */
  readonly liveMs: number;
}

export interface KilledInstallation {
  readonly installation: WrittenInstallation;
  /** What a query over the records gives, past the store. */
  readonly rows: (sql: string) => Promise<readonly Record<string, unknown>[]>;
}

/** `vestibule users import` killed again and again: what was there stays, nothing is half there, and it can go on. */
export function importKillContract(
  name: string,
  { kills, rows, liveMs }: ImportKillPlan,
  open: () => Promise<KilledInstallation>,
): void {
  test(`${name}: ${kills} kills of "users import" of ${rows} users leave whole users, and the next run goes on`, async (t) => {
    const opened = await open();
    const { installation } = opened;
    t.after(() => installation.remove());
    const one = async (sql: string) => Number(Object.values((await opened.rows(sql))[0] ?? {})[0]);
    const file = join(installation.directory, 'users.json');
    const users = Array.from({ length: rows }, (_, index) => ({
      primaryIdentifier: `u${index}`,
      recordType: 'public',
      accountType: 'internal',
      name: { last: `Reader ${index}` },
      emails: [{ address: `u${index}@library.example`, types: ['personal'], preferred: true }],
      identifiers: [{ type: 'BARCODE', value: `b${index}` }],
    }));
    writeFileSync(file, JSON.stringify({ users }));
    const words = ['users', 'import', '--institution', 'demo', file];
    writeFileSync(`${file}.none.json`, JSON.stringify({ users: [] }));
    assert.equal(await installation.run(...words.slice(0, -1), `${file}.none.json`).ended(), 0);

    let there = 0;
    let caught = 0;
    for (let kill = 0; kill < kills; kill++) {
      const run = installation.run(...words);
      const isOver = () => run.child.exitCode !== null;
      while (!isOver() && (await one('select count(*) from users')) === there) await wait(10);
      await wait(randomInt(liveMs));
      run.child.kill('SIGKILL');
      await run.ended();
      const now = await one('select count(*) from users');
      assert.ok(now >= there, `${there} users were there before kill ${kill}, ${now} after it`);
      if (run.child.signalCode === 'SIGKILL') caught++;
      there = now;
      const half = await one(`select count(*) from users u where
        (select count(*) from identifiers i where i.institution = u.institution and i.user_id = u.id) <> 2
        or (select count(*) from user_emails e where e.institution = u.institution and e.user_id = u.id) <> 1
        or (select count(*) from changes h where h.institution = u.institution and h.user_id = u.id) <> u.version`);
      assert.equal(half, 0, `${half} users are half there after kill ${kill}`);
    }
    assert.ok(caught > kills / 2, `only ${caught} of ${kills} kills struck while it wrote`);
    const last = installation.run(...words);
    assert.equal(await last.ended(), 0, last.output());
    assert.match(
      last.output(),
      new RegExp(`^${rows} records: ${rows - there} created, 0 updated, ${there} unchanged, 0 rejected`, 'm'),
    );
    assert.equal(await one('select count(*) from users'), rows);
  });
}

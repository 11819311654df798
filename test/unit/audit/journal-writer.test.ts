// Group commit of decisions: what waits is written together, and nobody pays for another's fault.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Engine, LostRace } from '../../../src/store/engine.ts';
import { createJournalWriter, type JournalLine } from '../../../src/store/journal-writer.ts';
import { seededRandom } from '../../support/fakes.ts';

type Fault = (codes: readonly string[]) => unknown;

/** An engine whose transactions end when the test says so; it keeps the codes of the traces of each. */
function heldEngine(fault: Fault = () => undefined) {
  const groups: string[][] = [];
  const ends: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  const transaction: Engine['transaction'] = async (work) => {
    most = Math.max(most, ++underWay);
    const codes: string[] = [];
    const insertAll = async (_table: string, rows: readonly { readonly code?: string }[]) =>
      void codes.push(...rows.flatMap(({ code }) => code ?? []));
    const result = await work({ insertAll } as never);
    groups.push(codes);
    await new Promise<void>((resolve) => ends.push(resolve));
    underWay--;
    const error = fault(codes);
    if (error !== undefined) throw error;
    return result;
  };
  const engine = { transaction } as Engine;
  const endOne = async () => {
    while (ends.length === 0) await turn();
    ends.shift()?.();
    await turn();
  };
  return { write: createJournalWriter(engine, seededRandom()), groups, endOne, most: () => most };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function line(code: string): JournalLine {
  return { trace: { code, institution: 'demo', at: 1, sealed: '' } };
}

describe('lines of one institution', () => {
  test('that come while others are written are written together, after them', async () => {
    const { write, groups, endOne, most } = heldEngine();
    const first = [write('demo', line('a')), write('demo', line('b'))];
    while (groups.length === 0) await turn();
    const second = ['c', 'd', 'e'].map((code) => write('demo', line(code)));
    await endOne();
    await Promise.all(first);
    await endOne();
    await Promise.all(second);
    assert.deepEqual(groups, [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    assert.equal(most(), 1);
  });

  test('resolve when they are committed, and not before', async () => {
    const { write, groups, endOne } = heldEngine();
    let done = false;
    const writing = write('demo', line('a')).then(() => (done = true));
    while (groups.length === 0) await turn();
    await turn();
    assert.equal(done, false);
    await endOne();
    await writing;
  });

  test('that are many go in groups of 250', async () => {
    const { write, groups, endOne } = heldEngine();
    const writing = Array.from({ length: 600 }, (_, index) => write('demo', line(`${index}`)));
    for (let group = 0; group < 3; group++) await endOne();
    await Promise.all(writing);
    assert.deepEqual(
      groups.map((codes) => codes.length),
      [250, 250, 100],
    );
  });

  test('that could not be written are told so, and those after them are written', async () => {
    const { write, endOne } = heldEngine((codes) => (codes.includes('a') ? new Error('the disk is full') : undefined));
    const failing = ['a', 'b'].map((code) => write('demo', line(code)));
    const told = Promise.allSettled(failing);
    await endOne();
    const next = write('demo', line('c'));
    await endOne();
    assert.deepEqual(
      (await told).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await next;
  });

  test('are written each for itself when one of them stands in the way', async () => {
    const { write, endOne } = heldEngine((codes) => (codes.includes('taken') ? new LostRace('unique') : undefined));
    const told = Promise.allSettled(['a', 'taken', 'b'].map((code) => write('demo', line(code))));
    // Three tries together, then one alone, three of the one that is taken, and one alone.
    for (let transactions = 0; transactions < 3 + 1 + 3 + 1; transactions++) await endOne();
    assert.deepEqual(
      (await told).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });
});

test('institutions do not wait for each other', async () => {
  const { write, groups, endOne, most } = heldEngine();
  const writing = [write('demo', line('a')), write('other', line('b'))];
  while (groups.length < 2) await turn();
  assert.equal(most(), 2);
  await endOne();
  await endOne();
  await Promise.all(writing);
});

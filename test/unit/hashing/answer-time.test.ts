import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type AnswerTime, createAnswerTime } from '../../../src/directory/passwords/answer-time.ts';
import { type FakeClock, fakeClock } from '../../support/fakes.ts';

let clock: FakeClock;
let waits: number[];
let answerTime: AnswerTime;

beforeEach(() => {
  clock = fakeClock();
  waits = [];
  answerTime = createAnswerTime(clock, async (ms) => void waits.push(ms));
});

const take = (kind: string | undefined, ms: number) => answerTime.timed(kind, async () => clock.advance(ms));

async function answerAfter(ms: number): Promise<number> {
  waits = [];
  const since = clock.now();
  clock.advance(ms);
  await answerTime.levelled(since);
  return ms + (waits[0] ?? 0);
}

test('nobody waits before a dear hash was met', async () => {
  await take(undefined, 400);
  assert.equal(await answerAfter(40), 40);
});

test('wrong answers come as late as those of the dearest kind, and a quarter', async () => {
  await take('bcrypt 8', 60);
  await take('bcrypt 10', 120);
  assert.equal(await answerAfter(40), 150);
  assert.equal(await answerAfter(120), 150);
  assert.equal(await answerAfter(200), 200);
});

test('one slow check among many does not set the time', async () => {
  for (let n = 0; n < 50; n++) await take('bcrypt 10', 100);
  await take('bcrypt 10', 600);
  for (let n = 0; n < 20; n++) await take('bcrypt 10', 100);
  assert.ok((await answerAfter(40)) < 130);
});

test('nobody waits longer than two and a half seconds, however the clock jumps', async () => {
  await take('bcrypt 10', 3_600_000);
  assert.equal(await answerAfter(0), 2500);
  await take('bcrypt 12', -3_600_000);
  clock.set(0);
  await answerTime.levelled(Date.UTC(2030, 0, 1));
  assert.ok(waits.every((ms) => ms <= 2500));
});

test('a kind that nobody has any more is forgotten after a day', async () => {
  await take('bcrypt 10', 100);
  clock.advance(86_400_000);
  assert.equal(await answerAfter(40), 40);
});

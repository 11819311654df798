// Answers of a SIP2 server that must let nobody in, each under the name of what is wrong with it.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { endOf, ines, otto, run } from '../../support/library-system-run.ts';
import {
  type SipQuestion,
  type SipScript,
  type SipStandIn,
  sip24,
  sip64,
  sipFrame,
  sipScript,
  startSip,
} from '../../support/library-systems.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function setUp(
  script: SipScript,
  more: object = {},
): Promise<{ sip: SipStandIn; tryIn: (name?: string, password?: string) => Promise<string> }> {
  const sip = await startSip(script);
  const runner = run.sip2(sip.port, { timeoutSeconds: 1, ...more });
  closing.push(
    () => runner.close(),
    () => sip.close(),
  );
  return { sip, tryIn: async (name = '29301', password = 'right pw') => endOf(await runner.try(name, password)) };
}

const yes = 'AO|AA29301|AEx|BLY|CQY|';
const framed = (body: string, { sequence }: SipQuestion) => sipFrame(body, sequence);

/** What is wrong, the answer, and how it ends. */
const answers: readonly (readonly [string, SipScript, 'invalid' | 'unreachable' | 'credentials' | 'unknown'])[] = [
  ['about another patron', () => sip64('AO|AA29302|AEx|BLY|CQY|'), 'invalid'],
  ['about nobody', () => sip64('AO|AEx|BLY|CQY|'), 'invalid'],
  ['with an empty patron', () => sip64('AO|AA|AEx|BLY|CQY|'), 'invalid'],
  ['with two patrons, the right one last', () => sip64('AO|AA29302|AA29301|BLY|CQY|'), 'invalid'],
  ['without CQ', () => sip64('AO|AA29301|AEx|BLY|'), 'invalid'],
  ['with a blank CQ', () => sip64('AO|AA29301|AEx|BLY|CQ|'), 'invalid'],
  ['with a CQ of its own making', () => sip64('AO|AA29301|AEx|BLY|CQy|'), 'invalid'],
  ['without BL', () => sip64('AO|AA29301|AEx|CQY|'), 'invalid'],
  ['with CQ for a patron it does not know', () => sip64('AO|AA29301|AEx|BLN|CQY|'), 'unknown'],
  ['that says no, and yes in a name it was given', () => sip64('AO|AA29301|AEx|CQY|BLY|CQN|'), 'invalid'],
  ['that is another message', () => sip24(yes), 'unreachable'],
  ['that asks for a repetition', () => '96', 'unreachable'],
  ['that is cut off in its fixed part', () => '64              000', 'unreachable'],
  ['with a wrong checksum', (q) => Buffer.from(`${sip64(yes)}AY${q.sequence}AZ0000\r`), 'unreachable'],
  [
    'changed on its way',
    (q) =>
      Buffer.from(
        framed(sip64(yes.replace('CQY', 'CQN')), q)
          .toString()
          .replace('CQN', 'CQY'),
      ),
    'unreachable',
  ],
  ['without a checksum', () => Buffer.from(`${sip64(yes)}\r`), 'unreachable'],
  ['with the sequence number of another', () => sipFrame(sip64(yes), '7'), 'unreachable'],
  ['longer than any', () => sip64(`${yes}AF${'x'.repeat(20_000)}|`), 'unreachable'],
  ['longer than any, without an end', () => Buffer.alloc(40_000, 0x41), 'unreachable'],
  ['that is two at once', (q) => Buffer.concat([framed(sip64(yes), q), framed(sip64(yes), q)]), 'unreachable'],
  ['that is HTML', () => Buffer.from('HTTP/1.1 200 OK\r\n\r\n<html>'), 'unreachable'],
  ['that is no UTF-8', (q) => sipFrame(sip64('AO|AA29301|AEGr\xfcn|BLY|CQY|'), q.sequence, 'latin1'), 'unreachable'],
  ['that is a reset', () => 'reset', 'unreachable'],
  ['that never comes', () => 'silence', 'unreachable'],
];

describe('an answer', () => {
  for (const [what, script, expected] of answers) {
    test(`${what} lets nobody in`, async () => {
      const { tryIn } = await setUp(script);
      assert.equal(await tryIn(), expected);
    });
  }

  test('that came unasked is not taken for the next person’s', async () => {
    const right = sipScript([ines, otto]);
    const { sip, tryIn } = await setUp(
      (question) => {
        const answer = right(question);
        const late = sipFrame(sip64('AO|AA29302|AEx|BLY|CQY|'), '');
        return question.fields['AA'] === '29301' ? Buffer.concat([sipFrame(String(answer), ''), late]) : answer;
      },
      { checksums: false },
    );
    assert.equal(await tryIn('29301', 'right pw'), 'unreachable');
    assert.equal(await tryIn('29302', 'wrong'), 'credentials');
    assert.ok(sip.connections() >= 2);
  });

  test('that comes after its time is not taken for the next person’s', async () => {
    const { sip, tryIn } = await setUp(({ fields, sequence }) => {
      if (fields['AA'] === '29301') return 'silence';
      return sipFrame(sip64('AO|AA29302|AEx|BLY|CQN|'), sequence);
    });
    assert.equal(await tryIn('29301'), 'unreachable');
    assert.equal(await tryIn('29302', 'x'), 'credentials');
    assert.equal(sip.connections(), 2, 'the connection of the first was given up');
  });
});

describe('a name or password that would write fields or messages of its own', () => {
  const typed = [
    ['29301|ADx|CQY', 'pw'],
    ['29301\r6300020260302', 'pw'],
    ['29301\n', 'pw|AA29302'],
    ['29301', 'pw|BLY|CQY|'],
    ['29301', 'pw\r941'],
    ['29301', ''],
    ['29301', ' '],
    ['29301', 'pw\0'],
  ] as const;
  for (const [name, password] of typed) {
    test(`is refused before it is sent: ${JSON.stringify([name, password])}`, async () => {
      const { sip, tryIn } = await setUp(() => sip64(yes));
      assert.equal(await tryIn(name, password), 'credentials');
      assert.equal(sip.connections(), 0);
    });
  }
});

test('a server that hangs is waited for no longer than the profile says', async () => {
  const { tryIn } = await setUp(() => 'silence');
  const since = performance.now();
  assert.equal(await tryIn(), 'unreachable');
  assert.ok(performance.now() - since < 2500);
});

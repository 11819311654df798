// Hostile messages to the SIP2 door: those of the file beside this one, and a hundred thousand that chance makes of good
// ones. None lets anybody in, none stops the door, none is answered with anything but a message of ours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Institution } from '../../../src/institutions.ts';
import { Conversation } from '../../../src/relying-parties/sip2/conversation.ts';
import type { Sip2DoorDeps } from '../../../src/relying-parties/sip2/index.ts';
import { LineReader } from '../../../src/relying-parties/sip2/lines.ts';
import { Pace } from '../../../src/relying-parties/sip2/pace.ts';
import { createReplies } from '../../../src/relying-parties/sip2/replies.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { pin, type Sip2Library, seedPatrons, startSip2Library, terminals } from '../../support/sip2-library.ts';
import {
  counted,
  endSession,
  information,
  login,
  openTerminal,
  scStatus,
  status,
  type TestTerminal,
  verdict,
} from '../../support/sip2-terminal.ts';

const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/\\(?:x([0-9A-F]{2})|([0rn]))/g, (_all, hex: string | undefined, name: string) =>
      hex === undefined ? ({ '0': '\0', r: '\r', n: '\n' }[name] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );

const cases = readFileSync(new URL('messages.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((text) => text !== '' && !text.startsWith('#'))
  .map((text) => text.split('=>') as [sent: string, due: string])
  .filter(([sent]) => sent !== '');

describe('hostile messages of a terminal that signed in', () => {
  let library: Sip2Library;
  let terminal: TestTerminal;

  before(async () => {
    library = await startSip2Library([{ ...terminals.pin, identifiers: ['primary', 'BARCODE'] }], {
      parts: { lockout: { slowAfter: 10_000 } },
    });
    await seedPatrons(library);
  });
  after(() => library.close());

  for (const [sent, due] of cases) {
    test(`${sent.slice(0, 90)} is answered ${due}`, async () => {
      terminal = await openTerminal(library.port);
      assert.equal(await terminal.ask(login('desk', 'pin desk secret')), '941');
      const answer = await terminal.ask(bytesOf(sent));
      if (due === '96') assert.equal(answer, '96');
      else assert.doesNotMatch(answer, /BLY|CQY/);
      if (due === 'N/N') assert.equal(verdict(answer), 'BL=N CQ=N');
      // And the next good one is answered as if nothing had been.
      assert.equal(verdict(await terminal.ask(status('29302', pin))), 'BL=Y CQ=Y');
      terminal.close();
    });
  }

  test('a terminal that sends nothing but noise is cut off', async () => {
    terminal = await openTerminal(library.port);
    for (let sent = 0; sent < 5; sent++) assert.equal(await terminal.ask('noise'), '96');
    await terminal.closed();
  });

  test('a line of 64 KB cuts its connection, and nobody else', async () => {
    const other = await openTerminal(library.port);
    terminal = await openTerminal(library.port);
    terminal.send(Buffer.alloc(70_000, 'x'));
    await terminal.closed();
    assert.equal(terminal.raw(), '');
    assert.match(await other.ask(scStatus), /^98Y/);
    other.close();
  });

  test('a line of 5 KB is asked for again', async () => {
    terminal = await openTerminal(library.port);
    assert.equal(await terminal.ask(status('2'.repeat(5000), pin)), '96');
    terminal.close();
  });

  test('several messages at once are answered in their order', async () => {
    terminal = await openTerminal(library.port);
    await terminal.ask(login('desk', 'pin desk secret'));
    const sequences = Array.from({ length: 10 }, (_, index) => index);
    terminal.send(sequences.map((index) => `${counted(scStatus, index)}\r\n`).join(''));
    for (const index of sequences) assert.match(await terminal.line(), new RegExp(`AY${index}AZ[0-9A-F]{4}$`));
    terminal.close();
  });
});

describe('a hundred thousand messages that chance made of good ones', () => {
  const good = [
    status('29301', '0000'),
    information('29301', '0000'),
    counted(status('29301', '0000'), 4),
    counted(information('29301', '0000'), 5),
    counted(scStatus, 1),
    endSession('29301'),
    login('desk', 'wrong'),
    '97',
  ];
  const random = seededRandom(71);
  const pick = (below: number) => {
    const [high = 0, low = 0] = random.bytes(2);
    return ((high << 8) | low) % below;
  };
  const mutated = (): Buffer => {
    let bytes = Buffer.from(good[pick(good.length)] ?? '', 'latin1');
    for (let times = 1 + pick(4); times > 0; times--) {
      const at = pick(bytes.length + 1);
      const noise = Buffer.from(random.bytes(1 + pick(3)));
      const kind = pick(5);
      if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(8))]);
      else if (kind === 2)
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(0, pick(60)), bytes.subarray(at)]);
      else if (kind === 3) bytes = bytes.subarray(0, at);
      else if (at < bytes.length) bytes[at] = noise[0] ?? 0;
    }
    return Buffer.concat([bytes, Buffer.from('\r')]);
  };

  test('let nobody in, and each is answered by a message of ours', async () => {
    const conversation = () => signedIn();
    let current = await conversation();
    const reader = new LineReader();
    for (let sent = 0; sent < 100_000; sent++) {
      for (const framed of reader.push(mutated())) {
        const { bytes, ends } = await current.answer(framed);
        assert.match(bytes, /^(?:24|36|64|9[468]|1[02680]|2[046]|3[08]|66)[^\r\n]*\r$/, JSON.stringify(framed));
        assert.doesNotMatch(bytes, /BLY|CQY|secret/);
        if (/^(?:24|64)/.test(bytes)) assert.match(bytes, /BLN\|CQN\|/);
        if (ends || !current.isKnown) current = await conversation();
      }
      assert.ok(!reader.isFlood);
    }
  });

  /** Everybody's PIN is wrong, so that a yes can only come out of the message. */
  async function signedIn(): Promise<Conversation> {
    const institution = {
      slug: 'demo',
      config: {
        code: '01DEMO',
        name: { en: 'Demo' },
        languages: ['en'],
        timeZone: 'UTC',
        identifierTypes: [],
        sip2: {
          terminals: [
            {
              id: 'desk',
              enabled: true,
              login: { user: 'desk', password: 'right' },
              networks: [],
              credential: 'pin',
              charset: 'utf-8',
              lineEnd: 'cr',
              requestsPerSecond: 100_000,
              release: { fields: {}, blocks: false, recordTypes: ['public'], acceptExpired: true },
            },
          ],
        },
      },
    } as unknown as Institution;
    const clock = fakeClock();
    const deps = {
      institutions: { get: () => institution, all: () => [institution] },
      clock,
      ephemeral: { count: async () => ({ count: 0, endsInMs: 0 }) },
      sealing: { hash: () => 'hash' },
      secrets: { read: (reference: string) => reference },
      text: () => 'no',
      localized: () => 'Demo',
      tell: () => undefined,
      wait: async () => undefined,
    } as unknown as Sip2DoorDeps;
    const made = new Conversation({
      deps,
      patron: async () => ({ known: false, proven: false, denied: true, fields: [], screen: 'no' }),
      replies: createReplies(deps),
      pace: new Pace(clock),
      address: '127.0.0.1',
      institutions: () => [institution],
      onWrongLogin: () => undefined,
    });
    await made.answer({ type: 'line', line: Buffer.from(login('desk', 'right')) });
    assert.ok(made.isKnown);
    return made;
  }
});

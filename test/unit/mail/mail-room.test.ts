// Letters are written down, delivered again and again until they are taken, refused or over, and each end is told.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditEntry } from '../../../src/domain/ports/journal.ts';
import type { Letter } from '../../../src/domain/ports/mailer.ts';
import type { Delivered, Message } from '../../../src/mail/delivery.ts';
import { createMailRoom } from '../../../src/mail/mail-room.ts';
import { fakeLetters } from '../../support/fake-letters.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';

const minute = 60_000;

const letter: Letter = {
  institution: 'demo',
  kind: 'sign-in',
  to: 'ada@uni.example',
  userId: 'u1',
  from: { name: 'Demo Library' },
  language: 'en',
  subject: 'Sign in at Demo Library',
  text: 'Your code: 123 456\n',
  html: '<p>123 456</p>',
};

/** A mail room whose way out says what a test tells it to, one answer after the other; the last one stays. */
function roomOf(answers: readonly (Delivered | Error)[] = [{ type: 'accepted' }], mostWaiting = 10) {
  const clock = fakeClock();
  const letters = fakeLetters();
  const audit: AuditEntry[] = [];
  const sent: Message[] = [];
  const logged: unknown[] = [];
  const tell = (event: string, fields: unknown) => void logged.push([event, fields]);
  const deps = {
    letters,
    journal: { audit: async (entry: AuditEntry) => void audit.push(entry) },
    sealing: fakeSealing(),
    clock,
    random: seededRandom(),
    log: { info: tell, warn: tell, error: tell },
    delivery: {
      check: async () => ({ type: 'accepted' as const }),
      deliver: async (message: Message): Promise<Delivered> => {
        const answer = answers[Math.min(sent.length, answers.length - 1)] ?? { type: 'accepted' };
        sent.push(message);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    from: 'library@lib.example',
    host: 'lib.example',
    mostWaiting,
  };
  return { room: createMailRoom(deps), again: () => createMailRoom(deps), clock, letters, audit, sent, logged };
}

const outcomes = (audit: readonly AuditEntry[]) => audit.map(({ detail }) => detail['outcome']);

describe('a letter', () => {
  test('goes out as it was written, from the installation’s address, and is told of without what stood in it', async () => {
    const { room, sent, audit, letters, logged } = roomOf();
    await room.send(letter);
    await room.deliverDue();
    assert.equal(sent.length, 1);
    assert.deepEqual(sent[0]?.from, { name: 'Demo Library', address: 'library@lib.example' });
    assert.match(sent[0]?.messageId ?? '', /^[\w-]{24}@lib\.example$/);
    assert.equal(letters.all.size, 0);
    const [entry] = audit;
    assert.equal(entry?.action, 'mail');
    assert.equal(entry.userId, 'u1');
    assert.deepEqual(
      { ...entry.detail, letter: '' },
      { letter: '', kind: 'sign-in', outcome: 'accepted', tries: 1, to: 'ada@uni.example' },
    );
    assert.doesNotMatch(JSON.stringify([audit, logged]), /123 456|Your code/);
    assert.doesNotMatch(JSON.stringify(logged), /ada@uni\.example/);
  });

  test('waits sealed: nothing of it can be read where it waits', async () => {
    const { room, letters } = roomOf();
    await room.send(letter);
    const [waiting] = letters.all.values();
    assert.ok(waiting !== undefined && !JSON.stringify(waiting).includes('ada@uni.example'));
  });

  test('outlives the process that took it', async () => {
    const { room, again, sent } = roomOf();
    await room.send(letter);
    await room.close();
    await again().deliverDue();
    assert.equal(sent.length, 1);
  });

  test('that was put off is tried again, later and later, under the same Message-ID', async () => {
    const off: Delivered = { type: 'put-off', reply: '451' };
    const { room, clock, sent, audit } = roomOf([off, new Error('socket hang up'), { type: 'accepted' }]);
    await room.send(letter);
    await room.deliverDue();
    clock.advance(14_000);
    await room.deliverDue();
    assert.equal(sent.length, 1, 'not before its time');
    clock.advance(1000);
    await room.deliverDue();
    clock.advance(44_000);
    await room.deliverDue();
    assert.equal(sent.length, 2);
    clock.advance(1000);
    await room.deliverDue();
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent.map(({ messageId }) => messageId)).size, 1);
    assert.deepEqual(outcomes(audit), ['accepted']);
    assert.equal(audit[0]?.detail['tries'], 3);
  });

  test('that nobody needs any more is not sent, and told as expired', async () => {
    const { room, clock, sent, audit, letters } = roomOf();
    await room.send({ ...letter, endsAt: clock.now() + 30 * minute });
    clock.advance(30 * minute);
    await room.deliverDue();
    assert.deepEqual([sent.length, outcomes(audit), letters.all.size], [0, ['expired'], 0]);
  });

  test('that cannot be delivered before it is over is given up at the last try', async () => {
    const { room, clock, audit } = roomOf([{ type: 'put-off', reply: 'ECONNECTION' }]);
    await room.send({ ...letter, endsAt: clock.now() + 10_000 });
    await room.deliverDue();
    assert.deepEqual(outcomes(audit), ['expired']);
    assert.equal(audit[0]?.detail['reply'], 'ECONNECTION');
  });

  for (const type of ['bounced', 'refused'] as const) {
    test(`that is ${type} is not tried again`, async () => {
      const { room, clock, sent, audit } = roomOf([{ type, reply: '550 5.1.1' }]);
      await room.send(letter);
      await room.deliverDue();
      clock.advance(100 * minute);
      await room.deliverDue();
      assert.equal(sent.length, 1);
      assert.deepEqual([outcomes(audit), audit[0]?.detail['reply']], [[type], '550 5.1.1']);
    });
  }

  test('to nobody in the records is told of without the address: it could not be erased', async () => {
    const { room, audit } = roomOf();
    await room.send({ ...letter, userId: undefined });
    await room.deliverDue();
    assert.equal(audit[0]?.detail['to'], undefined);
  });

  test('that is one too many is refused, and told to try again', async () => {
    const { room } = roomOf([{ type: 'accepted' }], 2);
    await room.send(letter);
    await room.send(letter);
    await assert.rejects(room.send(letter), { code: 'VST_BUSY' });
    await room.send({ ...letter, institution: 'other' });
  });

  test('that was sealed under another key is dropped, and does not stop the others', async () => {
    const { room, letters, sent, audit } = roomOf();
    await letters.add({ id: 'l0', institution: 'demo', kind: 'sign-in', sealed: 'broken', endsAt: 9e15 }, 0, 10);
    await room.send(letter);
    await room.deliverDue();
    assert.equal(sent.length, 1);
    assert.deepEqual(
      outcomes(audit).toSorted((a, b) => String(a).localeCompare(String(b))),
      ['accepted', 'refused'],
    );
  });

  for (const [what, given] of [
    ['an address with a line end', { to: 'ada@uni.example\r\nBcc: x@evil.example' }],
    ['two addresses', { to: 'ada@uni.example, x@evil.example' }],
    ['an address with a name', { to: 'Ada <ada@uni.example>' }],
    ['a subject with a line end', { subject: 'Hello\nBcc: x@evil.example' }],
    ['a sender’s name with a line end', { from: { name: 'Library\r\nBcc: x@evil.example' } }],
    ['a sender’s address that is none', { from: { name: 'Library', address: 'x' } }],
    ['an answer address with a blank', { replyTo: 'a b@lib.example' }],
  ] as const) {
    test(`with ${what} is refused before it waits`, async () => {
      const { room, letters } = roomOf();
      await assert.rejects(room.send({ ...letter, ...given }), { code: 'VST_REQUEST_MALFORMED' });
      assert.equal(letters.all.size, 0);
    });
  }
});

describe('a started mail room', () => {
  test('delivers by itself what is sent, and ends when it is closed', async () => {
    const { room, sent } = roomOf();
    room.start();
    await room.send(letter);
    for (let tries = 0; tries < 200 && sent.length === 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(sent.length, 1);
    await room.close();
    await room.send(letter);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(sent.length, 1, 'a closed room writes down and delivers nothing');
  });

  test('gives back what it was delivering when it is closed', async () => {
    const { letters, clock } = roomOf();
    const room = createMailRoom({
      letters,
      clock,
      journal: { audit: async () => undefined },
      sealing: fakeSealing(),
      random: seededRandom(),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      delivery: {
        check: async () => ({ type: 'accepted' }),
        deliver: (_message, signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => resolve({ type: 'put-off', reply: 'EABORT' }));
          }),
      },
      from: 'library@lib.example',
      host: 'lib.example',
      mostWaiting: 10,
    });
    room.start();
    await room.send(letter);
    for (let tries = 0; tries < 200 && [...letters.all.values()][0]?.tries !== 1; tries++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await room.close();
    assert.equal([...letters.all.values()][0]?.nextAt, clock.now());
  });
});

// Applications that do not answer: how long a page waits, who is tried again when, and what is noted in the end.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Door, Participant, Told } from '../../../src/domain/login.ts';
import type { AuditEntry } from '../../../src/domain/ports/journal.ts';
import { createTelling, type TellingDeps } from '../../../src/login/sign-out/telling.ts';
import { createParticipants } from '../../../src/session/participants.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';

const ended = { id: 'session-1', institution: 'demo', userId: 'ada', trace: 'TRACE' };
const session = { id: ended.id, endsAt: 36_000_000 };
const application = (relyingParty: string, key = relyingParty): Participant => ({
  door: 'oidc',
  relyingParty,
  key,
  handle: { sid: key },
});

function house() {
  const clock = fakeClock(1000);
  const ephemeral = fakeEphemeral(clock);
  const sealing = fakeSealing();
  const participants = createParticipants({ ephemeral, clock, sealing });
  const audit: AuditEntry[] = [];
  const asked: string[] = [];
  /** By the application: what it answers, or never. */
  const answers = new Map<string, Told | 'never'>();
  const silent: Door = { respond: async () => ({ type: 'answered' }), refuse: async () => undefined };
  const told: Door = {
    ...silent,
    tellSignedOut: async (_institution, { relyingParty, key }) => {
      asked.push(key);
      const answer = answers.get(relyingParty) ?? { type: 'told' };
      return answer === 'never' ? new Promise<Told>(() => undefined) : answer;
    },
  };
  const deps: TellingDeps = {
    doors: { self: silent, oidc: told, cas: silent, saml: told },
    participants,
    journal: { audit: async (entry) => void audit.push(entry) },
    ephemeral,
    sealing,
    clock,
    random: seededRandom(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const join = async (...all: readonly Participant[]) => {
    for (const one of all) await participants.join(session, one);
  };
  const lines = () => audit.map(({ action, relyingParty, detail }) => ({ action, relyingParty, ...detail }));
  return { clock, ephemeral, participants, answers, asked, lines, join, telling: createTelling(deps) };
}

describe('telling the applications of a session', () => {
  test('sorts them by how it went, and what is told twice by what went worst', async () => {
    const { telling, answers, join } = house();
    answers.set('away', { type: 'unreachable', detail: 'HTTP 500' });
    answers.set('deaf', { type: 'cannot' });
    answers.set('frame', { type: 'browser', frame: 'https://frame.example/out' });
    answers.set('page', { type: 'browser' });
    await join(application('good'), application('away'), application('away', 'again'), application('deaf'));
    await join(application('frame'), application('page'), { ...application('old'), door: 'cas' });
    assert.deepEqual(await telling.tell(ended, 'self'), {
      told: ['good'],
      unreachable: ['away'],
      open: ['deaf', 'page', 'old'],
      frames: [{ relyingParty: 'frame', address: 'https://frame.example/out' }],
    });
  });

  test('waits for none longer than a page may, and has asked all of them at once', async () => {
    const { telling, answers, asked, join } = house();
    answers.set('slow', 'never');
    await join(application('slow'), application('good'));
    const told = await telling.tell(ended, 'self');
    assert.deepEqual([told.told, told.unreachable, asked], [['good'], ['slow'], ['slow', 'good']]);
  });

  test('says nothing, and notes nothing, where there is nobody to tell', async () => {
    const { telling, lines } = house();
    assert.deepEqual((await telling.tell(ended, 'self')).told, []);
    await telling.settled();
    assert.deepEqual(lines(), []);
  });
});

describe('an application that did not answer', () => {
  test('is told by the next try, when its time has come', async () => {
    const { telling, answers, asked, lines, join, clock } = house();
    answers.set('away', { type: 'unreachable', detail: 'timeout' });
    await join(application('away'));
    await telling.tell(ended, 'self');
    await telling.settled();
    assert.equal(await telling.again('demo'), 0);
    answers.delete('away');
    clock.advance(15_000);
    assert.equal(await telling.again('other'), 0);
    assert.equal(await telling.again('demo'), 1);
    assert.equal(await telling.again('demo'), 0);
    assert.equal(asked.length, 2);
    assert.deepEqual(lines().at(-1), { action: 'sign-out-told', relyingParty: 'away', door: 'oidc', tries: 2 });
  });

  test('is given up after a few, and the audit says so once', async () => {
    const { telling, answers, asked, lines, join, clock } = house();
    answers.set('away', { type: 'unreachable', detail: 'HTTP 503' });
    await join(application('away'));
    await telling.tell(ended, 'change');
    await telling.settled();
    for (let minute = 0; minute < 20; minute++) {
      clock.advance(60_000);
      await telling.again('demo');
    }
    assert.equal(asked.length, 4);
    assert.deepEqual(lines(), [
      { action: 'sign-out-told', relyingParty: undefined, unreachable: 'away' },
      { action: 'sign-out-untold', relyingParty: 'away', door: 'oidc', why: 'HTTP 503', tries: 4 },
    ]);
  });

  test('is tried by one node, however many look', async () => {
    const { telling, answers, asked, join, clock } = house();
    answers.set('away', { type: 'unreachable', detail: 'timeout' });
    await join(application('away'));
    await telling.tell(ended, 'self');
    await telling.settled();
    clock.advance(15_000);
    await Promise.all([telling.again('demo'), telling.again('demo'), telling.again('demo')]);
    assert.equal(asked.length, 2);
  });

  test('does not fill the store: what finds no room is given up at once', async () => {
    const { telling, answers, lines, join, participants } = house();
    answers.set('away', { type: 'unreachable', detail: 'timeout' });
    for (let number = 0; number < 6; number++) {
      await join(...Array.from({ length: 100 }, (_, index) => application('away', `${number}-${index}`)));
      await telling.tell(ended, 'self');
      await telling.settled();
    }
    assert.deepEqual(await participants.of(ended.id), []);
    assert.equal(lines().filter(({ action }) => action === 'sign-out-untold').length, 100);
  });

  test('leaves no name in the store in clear', async () => {
    const { telling, answers, join, ephemeral } = house();
    answers.set('away', { type: 'unreachable', detail: 'timeout' });
    await join(application('away', 'sid-of-ada'));
    await telling.tell(ended, 'self');
    await telling.settled();
    assert.equal(JSON.stringify(ephemeral.entries()).includes('sid-of-ada'), false);
  });
});

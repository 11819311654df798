import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Participant } from '../../../src/domain/login.ts';
import { createParticipants } from '../../../src/session/participants.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock } from '../../support/fakes.ts';

const told = (relyingParty: string, key = relyingParty, handle = {}): Participant => ({
  door: 'oidc',
  relyingParty,
  key,
  handle,
});

function participants(onWrite = () => {}) {
  const clock = fakeClock(1000);
  const ephemeral = fakeEphemeral(clock);
  const watched = {
    ...ephemeral,
    claim: (...given: Parameters<typeof ephemeral.claim>) => (onWrite(), ephemeral.claim(...given)),
    swap: (...given: Parameters<typeof ephemeral.swap>) => (onWrite(), ephemeral.swap(...given)),
  };
  return createParticipants({ ephemeral: watched, clock, sealing: fakeSealing() });
}

const session = { id: 'session-1', endsAt: 3_600_000 };
const namesOf = (list: readonly Participant[]) => list.map(({ relyingParty }) => relyingParty);

describe('the applications that were told of a session', () => {
  test('are those that were, each once, the newest message of it', async () => {
    const told1 = participants();
    await told1.join(session, told('catalogue', 'sid', { n: '1' }));
    await told1.join(session, told('press'));
    await told1.join(session, told('catalogue', 'sid', { n: '2' }));
    assert.deepEqual(await told1.of(session.id), [told('press'), told('catalogue', 'sid', { n: '2' })]);
    assert.deepEqual(await told1.of('another'), []);
  });

  test('are not written again where nothing is new', async () => {
    let writes = 0;
    const all = participants(() => {
      writes++;
    });
    await all.join(session, told('catalogue', 'sid', { n: '1' }));
    await all.join(session, told('press'));
    await all.join(session, told('catalogue', 'sid', { n: '1' }));
    assert.equal(writes, 2);
    assert.deepEqual(namesOf(await all.of(session.id)), ['catalogue', 'press']);
  });

  test('lose none of those that are told at once', async () => {
    const all = participants();
    const names = Array.from({ length: 30 }, (_, index) => `party-${index}`);
    await Promise.all(names.map((name) => all.join(session, told(name))));
    assert.deepEqual(new Set(namesOf(await all.of(session.id))), new Set(names));
  });

  test('are bounded: the oldest go', async () => {
    const all = participants();
    for (let index = 0; index < 105; index++) await all.join(session, told(`party-${index}`));
    const kept = namesOf(await all.of(session.id));
    assert.equal(kept.length, 100);
    assert.equal(kept[0], 'party-5');
  });

  test('are nobody any more once they were taken', async () => {
    const all = participants();
    await all.join(session, told('catalogue'));
    assert.deepEqual(namesOf(await all.take(session.id)), ['catalogue']);
    assert.deepEqual(await all.take(session.id), []);
  });
});

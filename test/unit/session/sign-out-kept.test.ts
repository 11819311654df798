// What a sign-in leaves for the sign-out at its upstream: sealed, of the session's own life, and of no other session.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Identifier } from '../../../src/domain/identifier.ts';
import type { Users } from '../../../src/domain/ports/users.ts';
import type { UserSummary } from '../../../src/domain/user.ts';
import { Sessions } from '../../../src/session/sessions.ts';
import { type FakeEphemeral, fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { type FakeClock, fakeClock, seededRandom } from '../../support/fakes.ts';

const limits = { idleSeconds: 3600, absoluteSeconds: 7200, timeZone: 'UTC' };
const kept = { nameId: 'alice', sessionIndex: 's-1' };
const space = 'session-sign-out';
let clock: FakeClock;
let ephemeral: FakeEphemeral;
let sessions: Sessions;

beforeEach(() => {
  clock = fakeClock();
  ephemeral = fakeEphemeral(clock);
  sessions = new Sessions({
    ephemeral,
    users: {} as Users,
    clock,
    random: seededRandom(1),
    sealing: fakeSealing(),
  });
});

async function signIn(signOut: Readonly<Record<string, string>> | undefined, issuer = 'https://a.example') {
  const assertion = {
    profile: 'campus',
    issuer,
    subject: 'alice',
    attributes: {},
    verifiedEmails: [],
    authenticatedAt: clock.now(),
    methods: [],
    upstreamSession: 's-1',
    ...(signOut === undefined ? {} : { signOut }),
  };
  const user = { id: 'u', sessionEpoch: 0 } as UserSummary;
  const identifier = { type: 'primary', value: 'alice' } as Identifier;
  const made = { institution: 'demo', user, identifier, assertion, trace: 'T', upstreamMayEnd: true };
  return (await sessions.establish(made, limits)).session;
}

describe('what a sign-in leaves for its sign-out', () => {
  test('comes back as it was given', async () => {
    assert.deepEqual(await sessions.signOutOf(await signIn(kept)), kept);
  });

  test('is no record at all where the sign-in gave nothing', async () => {
    const session = await signIn(undefined);
    assert.equal(await ephemeral.get(space, session.id), undefined);
    assert.equal(await sessions.signOutOf(session), undefined);
  });

  test('goes with the session', async () => {
    const session = await signIn(kept);
    await sessions.end(session.id);
    assert.equal(await ephemeral.get(space, session.id), undefined);
  });

  test('lives no longer than the session may', async () => {
    const session = await signIn(kept);
    clock.advance(7_200_000);
    assert.equal(await ephemeral.get(space, session.id), undefined);
  });

  test('put in the place of another session’s is none', async () => {
    const [hers, his] = [await signIn(kept), await signIn({ nameId: 'bob' })];
    await ephemeral.put(space, hers.id, (await ephemeral.get(space, his.id)) ?? assert.fail(), 60);
    assert.equal(await sessions.signOutOf(hers), undefined);
  });
});

describe('of several upstreams in one profile', () => {
  test('each ends the sessions that stand on it, whoever has the same name at another', async () => {
    const [there, elsewhere] = [await signIn(undefined), await signIn(undefined, 'https://b.example')];
    const over = { upstreamSessions: [], subject: 'alice', issuer: 'https://a.example' };
    const ended = await sessions.endByUpstream('demo', 'campus', over);
    assert.deepEqual(
      ended.map(({ id }) => id),
      [there.id],
    );
    assert.notEqual(await ephemeral.get('session', elsewhere.id), undefined);
  });
});

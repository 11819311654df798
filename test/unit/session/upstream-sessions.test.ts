// What an upstream says is over ends our sessions that stand on it, and no others.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Identifier } from '../../../src/domain/identifier.ts';
import type { Ephemeral } from '../../../src/domain/ports/ephemeral.ts';
import type { Users } from '../../../src/domain/ports/users.ts';
import type { Session } from '../../../src/domain/session.ts';
import type { UserSummary } from '../../../src/domain/user.ts';
import { Sessions } from '../../../src/session/sessions.ts';
import { type FakeEphemeral, fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { type FakeClock, fakeClock, seededRandom } from '../../support/fakes.ts';

const limits = { idleSeconds: 3600, absoluteSeconds: 36_000, timeZone: 'UTC' };
let clock: FakeClock;
let ephemeral: FakeEphemeral;
let sessions: Sessions;

const open = (store: Ephemeral, seed = 1) =>
  new Sessions({ ephemeral: store, users: {} as Users, clock, random: seededRandom(seed), sealing: fakeSealing() });

beforeEach(() => {
  clock = fakeClock();
  ephemeral = fakeEphemeral(clock);
  sessions = open(ephemeral);
});

interface SignIn {
  readonly profile?: string;
  readonly institution?: string;
  readonly subject?: string;
  readonly upstreamSession?: string;
  readonly upstreamMayEnd?: boolean;
}

async function signIn(how: SignIn = {}, into: Sessions = sessions): Promise<string> {
  const { institution = 'demo', profile = 'campus', subject = 'alice', upstreamMayEnd = true } = how;
  const assertion = {
    profile,
    issuer: 'https://cas.uni.example',
    subject,
    attributes: {},
    verifiedEmails: [],
    authenticatedAt: clock.now(),
    methods: [],
    upstreamSession: how.upstreamSession,
  };
  const user = { id: `user-of-${subject}`, sessionEpoch: 0 } as UserSummary;
  const identifier = { type: 'primary', value: subject } as Identifier;
  const made = { institution, user, identifier, assertion, trace: 'T', upstreamMayEnd };
  return (await into.establish(made, limits)).session.id;
}

const idsOf = (ended: readonly Session[]) => ended.map(({ id }) => id).toSorted();
const stands = async (id: string) => (await ephemeral.get('session', id)) !== undefined;

describe('a session that stands on an upstream’s', () => {
  test('ends with it, and is told as it was', async () => {
    const id = await signIn({ upstreamSession: 'ST-1' });
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['ST-1'] });
    assert.deepEqual(
      ended.map((session) => [session.id, session.userId, session.trace]),
      [[id, 'user-of-alice', 'T']],
    );
    assert.equal(await stands(id), false);
  });

  test('ends once: the same message again ends nothing', async () => {
    await signIn({ upstreamSession: 'ST-1' });
    await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['ST-1'] });
    assert.deepEqual(await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['ST-1'] }), []);
  });

  for (const [what, institution, profile, upstreamSession] of [
    ['another of the upstream’s sessions', 'demo', 'campus', 'ST-2'],
    ['another profile', 'demo', 'other', 'ST-1'],
    ['another institution', 'elsewhere', 'campus', 'ST-1'],
  ] as const) {
    test(`is left by ${what}`, async () => {
      const id = await signIn({ upstreamSession: 'ST-1' });
      const over = { upstreamSessions: [upstreamSession] };
      assert.deepEqual(await sessions.endByUpstream(institution, profile, over), []);
      assert.ok(await stands(id));
    });
  }

  test('ends with each of several that are named', async () => {
    const ids = [await signIn({ upstreamSession: 'a' }), await signIn({ upstreamSession: 'b' })];
    const left = await signIn({ upstreamSession: 'c' });
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['a', 'b'] });
    assert.deepEqual(idsOf(ended), ids.toSorted());
    assert.ok(await stands(left));
  });

  test('ends with all of its person’s, where the upstream names the person alone', async () => {
    const ids = [await signIn({ upstreamSession: 'a' }), await signIn()];
    const left = await signIn({ subject: 'bob' });
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: [], subject: 'alice' });
    assert.deepEqual(idsOf(ended), ids.toSorted());
    assert.ok(await stands(left));
  });

  test('is left where the upstream names its session and another person', async () => {
    const [hers, his] = [
      await signIn({ upstreamSession: '1' }),
      await signIn({ upstreamSession: '1', subject: 'bob' }),
    ];
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['1'], subject: 'alice' });
    assert.deepEqual(idsOf(ended), [hers]);
    assert.ok(await stands(his));
  });

  test('is left by a message that names nothing', async () => {
    const id = await signIn({ upstreamSession: 'ST-1' });
    assert.deepEqual(await sessions.endByUpstream('demo', 'campus', { upstreamSessions: [] }), []);
    assert.ok(await stands(id));
  });

  test('is not found by a session’s name that is a person’s, or the other way round', async () => {
    const id = await signIn({ upstreamSession: 'ST-1', subject: 'alice' });
    await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['alice'] });
    await sessions.endByUpstream('demo', 'campus', { upstreamSessions: [], subject: 'ST-1' });
    assert.ok(await stands(id));
  });
});

describe('the index of upstream sessions', () => {
  const index = () => ephemeral.entries().filter(([name]) => name.startsWith('upstream-session/'));

  test('lists every one of many sign-ins that race under one name', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => signIn({ upstreamSession: 'sid' })));
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['sid'] });
    assert.deepEqual(idsOf(ended), ids.toSorted());
  });

  test('has no ticket and no name of a person in clear', async () => {
    await signIn({ upstreamSession: 'ST-secret', subject: 'alice.moreau' });
    assert.equal(index().length, 2);
    assert.doesNotMatch(JSON.stringify(index()), /ST-secret|alice\.moreau/);
  });

  test('is not kept for a sign-in that no upstream ends', async () => {
    await signIn({ upstreamMayEnd: false });
    assert.deepEqual(index(), []);
  });

  test('drops sessions whose time is over, and never has more than the newest 200', async () => {
    await signIn();
    clock.advance(limits.absoluteSeconds * 1000 + 1);
    const ids: string[] = [];
    for (let count = 0; count < 205; count++) ids.push(await signIn());
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: [], subject: 'alice' });
    assert.deepEqual(idsOf(ended), ids.slice(5).toSorted());
  });

  test('takes a sign-in though its record was written before the store failed over, and so is never swapped', async () => {
    const before = await signIn({ upstreamSession: 'sid' });
    const failedOver: Ephemeral = { ...ephemeral, swap: async () => false };
    const after = await signIn({ upstreamSession: 'sid' }, open(failedOver, 2));
    const ended = await sessions.endByUpstream('demo', 'campus', { upstreamSessions: ['sid'] });
    assert.deepEqual(idsOf(ended), [before, after].toSorted());
  });
});

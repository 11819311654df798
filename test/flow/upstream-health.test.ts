// What our own probes find of an upstream, and what follows from it at the next sign-in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { explainTrace } from '../../src/resolution/explain.ts';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RestStandIn, startRest } from '../support/library-systems.ts';
import { type MovingClock, movingClock, probeRounds } from '../support/probing.ts';
import { referenceOf } from '../support/reference.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'correct horse battery staple';
const away = /does not answer at the moment/;
const failing = /upstream failing/;
const denied = { status: 403, body: { error: 'access_denied' } };
const unknownTicket = {
  status: 200,
  body: '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure></cas:serviceResponse>',
};

describe('an upstream that our probes find away', () => {
  let system: RestStandIn;
  let clock: MovingClock;
  let house: RunningVestibule;

  before(async () => {
    system = await startRest(() => denied);
    clock = movingClock();
    house = await startVestibule({ institutions: () => [file()], clock });
    await house.seed('demo', [
      { primaryIdentifier: 'extern', password, accountType: 'external', owningSystem: 'SIS' },
      { primaryIdentifier: 'guest', password },
    ]);
  });
  after(async () => {
    await house?.close();
    await system?.close();
  });

  const file = (more: Partial<InstitutionInput> = {}): InstitutionInput =>
    libraryOf({
      profiles: [
        {
          id: 'system',
          kind: 'paia',
          label: 'Library system',
          authUrl: `${system.url}/paia`,
          match: { from: 'subject', to: 'primary' },
          timeoutSeconds: 1,
        },
        {
          id: 'campus',
          kind: 'cas',
          label: 'Campus',
          server: `${system.url}/cas`,
          match: { from: 'subject', to: 'STUDENT_NO' },
          timeoutSeconds: 1,
        },
      ],
      fallback: { whenUnreachable: true },
      ...more,
    });

  const behave = (how: 'well' | 'silent') =>
    system.behave(({ url }) => (how === 'silent' ? 'silence' : url.startsWith('/cas') ? unknownTicket : denied));

  async function typeAt(profile: string, username: string) {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/${profile}`));
    return { form, page: await browser.submit(form, { username, password }) };
  }

  async function traceOf(page: { readonly body: string }): Promise<string> {
    const trace = await house.parts.store.journal.trace('demo', referenceOf(page.body) ?? '');
    return trace === undefined ? '' : explainTrace(trace);
  }

  test('is not waited for at a sign-in, is told beside its button, and comes back by itself', async () => {
    await house.load([file()]);
    behave('well');
    await probeRounds(house, clock);
    assert.equal((await typeAt('system', 'extern')).page.status, 401);

    behave('silent');
    await probeRounds(house, clock);
    assert.equal(house.logs.filter((line) => failing.test(line)).length, 2, 'one line an upstream');
    const asked = system.calls.length;
    await typeAt('system', 'extern');
    const { form, page } = await typeAt('system', 'extern');
    assert.equal(page.status, 303, 'the library password stands in, as the policy says');
    assert.match(form.body, away);
    assert.equal(system.calls.length, asked, 'nobody waited for it');

    behave('well');
    await probeRounds(house, clock, 1);
    const back = await typeAt('system', 'extern');
    assert.equal(back.page.status, 401, 'the upstream says no again, and that counts');
    assert.ok(system.calls.length > asked);
    assert.equal(house.logs.filter((line) => /upstream well again/.test(line)).length, 2);
    await typeAt('system', 'extern');
    assert.doesNotMatch((await typeAt('system', 'extern')).form.body, away);
  });

  test('one failed probe changes nothing', async () => {
    await house.load([file()]);
    behave('well');
    await probeRounds(house, clock);
    behave('silent');
    await probeRounds(house, clock, 1);
    const asked = system.calls.length;
    await typeAt('system', 'extern');
    assert.ok(system.calls.length > asked, 'it is asked');
    behave('well');
  });

  test('opens the library password to nobody by a redirect profile that the policy does not name', async () => {
    await house.load([file()]);
    behave('silent');
    await probeRounds(house, clock);
    const { page } = await typeAt('library', 'extern');
    assert.equal(page.status, 401);
    assert.match(await traceOf(page), /may not use the internal password \(chosen\)/);
    assert.equal((await typeAt('library', 'guest')).page.status, 303);
  });

  test('opens it by one that the policy names, and the trace says by which', async () => {
    await house.load([file({ fallback: { whenUnreachable: true, unreachableProfiles: ['campus'] } })]);
    behave('silent');
    await probeRounds(house, clock);
    assert.equal((await typeAt('library', 'extern')).page.status, 303);
    const { page } = await typeAt('library', 'nobody-here');
    assert.match(await traceOf(page), /campus: our probes find it away since/);
    behave('well');
    await probeRounds(house, clock, 1);
    assert.equal((await typeAt('library', 'extern')).page.status, 401);
  });

  test('is forgotten when its settings change', async () => {
    await house.load([file()]);
    behave('silent');
    await probeRounds(house, clock);
    const { loginProfiles } = file();
    await house.load([file({ loginProfiles: loginProfiles.map((profile) => ({ ...profile, timeoutSeconds: 2 })) })]);
    const asked = system.calls.length;
    behave('well');
    assert.equal((await typeAt('system', 'extern')).page.status, 401);
    assert.ok(system.calls.length > asked);
  });
});

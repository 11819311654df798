import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { StrategyDeps, StrategyOutcome } from '../../../src/domain/strategy.ts';
import { runStrategy } from '../../../src/login/run-strategy.ts';
import { ldapKind } from '../../../strategies/ldap/index.ts';
import { ldapOptions } from '../../../strategies/ldap/options.ts';
import { signInFacts, typed } from '../../contract/strategy/strategy.contract.ts';
import { type FakeEntry, type FakeLdap, type LdapScript, startFakeLdap } from '../../support/fake-ldap.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';

const service = 'cn=service,dc=uni';
const entry: FakeEntry = { dn: 'uid=ada,dc=uni', attributes: { uid: ['ada'], employeeNumber: ['S-1'] } };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A directory with Ada, whose password is `pw`; `script` changes what a test is about. */
async function directory(script: Partial<LdapScript> = {}): Promise<FakeLdap> {
  const ldap = await startFakeLdap({
    bind: (dn, password) =>
      (dn === service && password === 'service-pw') || (dn === entry.dn && password === 'pw') ? 0 : 49,
    search: () => ({ entries: [entry] }),
    ...script,
  });
  closing.push(() => ldap.close());
  return ldap;
}

function tryOf(servers: readonly FakeLdap[], changes: Record<string, unknown> = {}, clock = fakeClock(1000)) {
  const options = ldapOptions.parse({
    id: 'campus',
    kind: 'ldap',
    label: 'Campus',
    match: { from: { attribute: 'employeeNumber' }, to: 'STUDENT_NO' },
    directory: 'uni-ldap',
    plainText: true,
    servers: servers.map(({ url }) => ({ url })),
    bind: { type: 'search', dn: service, password: '${env:X}', base: 'dc=uni' },
    timeoutSeconds: 1,
    ...changes,
  });
  const deps = { clock, random: seededRandom(), secrets: { read: () => 'service-pw' } };
  const built = ldapKind.create(options, deps as unknown as StrategyDeps);
  closing.push(() => built.close());
  return (name: string, password: string): Promise<StrategyOutcome> =>
    runStrategy(built.strategy, typed(name, password), signInFacts(), { deadlineMs: 5000 });
}

const reasonOf = (outcome: StrategyOutcome): string => (outcome.type === 'refused' ? outcome.reason : outcome.type);
const withoutService = ({ binds }: FakeLdap) => binds.filter(([dn]) => dn !== service);

describe('an LDAP directory', () => {
  test('is asked with the service account, and the person binds on a connection of her own', async () => {
    const ldap = await directory();
    const outcome = await tryOf([ldap])('ada', 'pw');
    assert.ok(outcome.type === 'asserted');
    assert.deepEqual(outcome.assertion.attributes, { employeeNumber: ['S-1'] });
    assert.deepEqual(ldap.binds, [
      [service, 'service-pw'],
      ['uid=ada,dc=uni', 'pw'],
    ]);
    assert.equal(ldap.connections(), 2);
  });

  test('keeps its connections: ten logins open no more', async () => {
    const ldap = await directory();
    const tryIn = tryOf([ldap]);
    for (let n = 0; n < 10; n++)
      assert.equal((await tryIn('ada', n % 2 ? 'pw' : 'no')).type, n % 2 ? 'asserted' : 'refused');
    assert.equal(ldap.connections(), 2);
    assert.equal(ldap.binds.filter(([dn]) => dn === service).length, 1);
  });

  test('never hears an empty, blank or NUL password, nor a blank name', async () => {
    const ldap = await directory({ bind: () => 0 });
    const tryIn = tryOf([ldap]);
    for (const password of ['', ' ', '\u3000', '\0', 'pw\0', '\ud800'])
      assert.equal(reasonOf(await tryIn('ada', password)), 'credentials');
    for (const name of ['', ' ', 'a\0', 'x'.repeat(300)])
      assert.equal(reasonOf(await tryIn(name, 'pw')), 'credentials');
    assert.equal(ldap.connections(), 0);
  });

  test('binds once for a name it does not have, as nobody', async () => {
    const ldap = await directory({ search: () => ({ entries: [] }) });
    assert.equal(reasonOf(await tryOf([ldap])('ghost', 'pw')), 'unknown');
    const [bind, ...more] = withoutService(ldap);
    assert.match(bind?.[0] ?? '', /^cn=vestibule-[\w-]+,dc=uni$/);
    assert.deepEqual(more, []);
  });

  test('refuses two entries, and says that it is no wrong password', async () => {
    const ldap = await directory({ search: () => ({ entries: [entry, { ...entry, dn: 'uid=ada2,dc=uni' }] }) });
    assert.equal(reasonOf(await tryOf([ldap])('ada', 'pw')), 'invalid');
    assert.doesNotMatch(JSON.stringify(withoutService(ldap)), /uid=ada/);
  });

  test('refuses the one entry of a result that was cut off', async () => {
    const ldap = await directory({ search: () => ({ entries: [entry], code: 4 }) });
    assert.equal(reasonOf(await tryOf([ldap])('ada', 'pw')), 'invalid');
  });

  test('follows no referral: alone it is an unknown name, beside an entry it is ignored', async () => {
    const referrals = ['ldap://elsewhere.example/dc=uni'];
    const alone = await directory({ search: () => ({ entries: [], referrals }) });
    assert.equal(reasonOf(await tryOf([alone])('ada', 'pw')), 'unknown');
    const beside = await directory({ search: () => ({ entries: [entry], referrals }) });
    assert.equal(reasonOf(await tryOf([beside])('ada', 'pw')), 'asserted');
    const instead = await directory({ search: () => 10 });
    assert.equal(reasonOf(await tryOf([instead])('ada', 'pw')), 'invalid');
  });

  test('never binds as an entry without a name, which would be an anonymous bind', async () => {
    const ldap = await directory({ bind: () => 0, search: () => ({ entries: [{ ...entry, dn: '' }] }) });
    assert.equal(reasonOf(await tryOf([ldap])('ada', 'pw')), 'invalid');
    assert.ok(!ldap.binds.some(([dn]) => dn === ''));
  });

  test('reads attributes under any case, all values, and leaves binary ones out', async () => {
    const attributes = { EMPLOYEENUMBER: ['S-1', 'S-2'], photo: [Buffer.from([0xff, 0xfe])], mail: ['é@x'] };
    const ldap = await directory({ search: () => ({ entries: [{ ...entry, attributes }] }) });
    const outcome = await tryOf([ldap], { attributes: ['mail', 'photo', 'absent', 'dn'] })('ada', 'pw');
    assert.deepEqual(outcome.type === 'asserted' && outcome.assertion.attributes, {
      mail: ['é@x'],
      employeeNumber: ['S-1', 'S-2'],
    });
  });

  test('that refuses StartTLS hears neither name nor password', async () => {
    const ldap = await directory();
    const outcome = await tryOf([ldap], { plainText: false })('ada', 'pw');
    assert.equal(outcome.type, 'unreachable');
    assert.deepEqual([ldap.binds, ldap.searches], [[], []]);
  });

  test('that agrees on StartTLS and then speaks none hears neither name nor password', async () => {
    const ldap = await directory({ extended: () => 0 });
    const outcome = await tryOf([ldap], { plainText: false })('ada', 'pw');
    assert.equal(outcome.type, 'unreachable');
    assert.deepEqual([ldap.binds, ldap.searches], [[], []]);
  });
});

describe('several LDAP servers', () => {
  test('the next is asked when a connection fails, in every step', async () => {
    for (const broken of [{ bind: () => 'drop' as const }, { search: () => 'drop' as const }, { search: () => 52 }]) {
      const [first, second] = [await directory(broken), await directory()];
      assert.equal((await tryOf([first, second])('ada', 'pw')).type, 'asserted');
      assert.ok(second.connections() > 0);
    }
  });

  test('the next is not asked when one has said no', async () => {
    const [first, second] = [await directory(), await directory({ bind: () => 0 })];
    assert.equal(reasonOf(await tryOf([first, second])('ada', 'wrong')), 'credentials');
    assert.equal(second.connections(), 0);
  });

  test('the next is not asked when the service account is refused, so that it is not locked everywhere', async () => {
    const [first, second] = [await directory({ bind: () => 49 }), await directory()];
    assert.equal((await tryOf([first, second])('ada', 'pw')).type, 'unreachable');
    assert.equal(second.connections(), 0);
  });

  test('all of them silent end in time, as unreachable', async () => {
    const silent = { bind: () => 'silence' as const };
    const servers = [await directory(silent), await directory(silent), await directory(silent)];
    const outcome = await tryOf(servers, { connectTimeoutSeconds: 1 })('ada', 'pw');
    assert.equal(outcome.type, 'unreachable');
    assert.doesNotMatch(JSON.stringify(outcome), /no answer within 5000/);
    assert.ok(servers.every((server) => server.connections() === 1));
  });

  test('a search or a bind that never ends is unreachable, not a wrong password', async () => {
    const search = await directory({ search: () => 'silence' });
    assert.equal((await tryOf([search])('ada', 'pw')).type, 'unreachable');
    const bind = await directory({ bind: (dn) => (dn === service ? 0 : 'silence') });
    assert.equal((await tryOf([bind])('ada', 'pw')).type, 'unreachable');
  });
});

describe('a kept LDAP connection', () => {
  test('that the server closed is replaced', async () => {
    const ldap = await directory();
    const tryIn = tryOf([ldap]);
    await tryIn('ada', 'pw');
    ldap.dropAll();
    assert.equal((await tryIn('ada', 'pw')).type, 'asserted');
    assert.equal(ldap.connections(), 4);
  });

  test('that dies under a question is replaced once, and the new one is bound as the service account again', async () => {
    let dropNext = false;
    const ldap = await directory({
      search: () => {
        const drop = dropNext;
        dropNext = false;
        return drop ? 'drop' : { entries: [entry] };
      },
    });
    const tryIn = tryOf([ldap]);
    await tryIn('ada', 'pw');
    dropNext = true;
    assert.equal((await tryIn('ada', 'pw')).type, 'asserted');
    assert.equal(ldap.binds.filter(([dn]) => dn === service).length, 2);
  });

  test('that fell silent is replaced within the time', async () => {
    let silent = false;
    const ldap = await directory({
      search: () => {
        const said = silent ? ('silence' as const) : { entries: [entry] };
        silent = false;
        return said;
      },
    });
    const tryIn = tryOf([ldap]);
    await tryIn('ada', 'pw');
    silent = true;
    assert.equal((await tryIn('ada', 'pw')).type, 'asserted');
  });

  test('that lay idle for minutes is not trusted any more', async () => {
    const ldap = await directory();
    const clock = fakeClock();
    const tryIn = tryOf([ldap], {}, clock);
    await tryIn('ada', 'pw');
    clock.advance(121_000);
    assert.equal((await tryIn('ada', 'pw')).type, 'asserted');
    assert.equal(ldap.connections(), 4);
  });

  test('of the pool is waited for, and no more than its size are open', async () => {
    const ldap = await directory();
    const tryIn = tryOf([ldap], { poolSize: 2 });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => tryIn('ada', 'pw')));
    assert.ok(outcomes.every(({ type }) => type === 'asserted'));
    assert.ok(ldap.connections() <= 4);
  });
});

import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { BuiltStrategy, StrategyDeps, StrategyOutcome } from '../../src/domain/strategy.ts';
import { runStrategy } from '../../src/login/run-strategy.ts';
import { ldapKind } from '../../strategies/ldap/index.ts';
import { ldapOptions } from '../../strategies/ldap/options.ts';
import { signInFacts, strategyContract, typed } from '../contract/strategy/strategy.contract.ts';
import { fakeClock, seededRandom } from '../support/fakes.ts';
import { freePort } from '../support/free-port.ts';
import { type Slapd, slapdMissing, startSlapd, tenPeople } from '../support/slapd.ts';

const skip = slapdMissing();
let slapd: Slapd;
const open = new Set<BuiltStrategy>();

const twins = ['t1', 't2'].map((uid) => ({ uid, password: 'pw', studentNumber: 'S-twin', mail: 'twin@uni.example' }));
const odd = [
  { uid: 'a*b', password: 'pw', studentNumber: 'S-star', mail: 'star@uni.example' },
  { uid: 'jörg', password: 'päss', studentNumber: 'S-umlaut', mail: 'joerg@uni.example' },
];

before(async () => {
  if (skip === false) slapd = await startSlapd([...tenPeople, ...twins, ...odd]);
});

after(async () => {
  await Promise.all([...open].map((built) => built.close()));
  await slapd?.stop();
});

function build(changes: Record<string, unknown> = {}): BuiltStrategy {
  const options = ldapOptions.parse({
    id: 'campus',
    kind: 'ldap',
    label: 'Campus',
    match: { from: { attribute: 'employeenumber' }, to: 'STUDENT_NO' },
    directory: 'uni-ldap',
    servers: [{ url: slapd.ldapsUrl, ca: slapd.ca }],
    bind: { type: 'search', dn: slapd.adminDn, password: '${env:X}', base: slapd.base },
    attributes: ['mail'],
    timeoutSeconds: 3,
    connectTimeoutSeconds: 1,
    ...changes,
  });
  const deps = { clock: fakeClock(1000), random: seededRandom(), secrets: { read: () => slapd.adminPassword } };
  const built = ldapKind.create(options, deps as unknown as StrategyDeps);
  open.add(built);
  return built;
}

function tryIn(built: BuiltStrategy, name: string, password: string): Promise<StrategyOutcome> {
  return runStrategy(built.strategy, typed(name, password), signInFacts(), { deadlineMs: 10_000 });
}

function isRefused(outcome: StrategyOutcome, reason: string): void {
  assert.equal(outcome.type, 'refused', JSON.stringify(outcome));
  assert.equal(outcome.type === 'refused' && outcome.reason, reason, JSON.stringify(outcome));
}

const hex = (id: number): string => id.toString(16).padStart(2, '0');

/** Passes everything on, and adds bytes of its own to the server's first words (the answer to StartTLS). */
async function strangerOnTheLine(port: number, injected: Buffer) {
  let injections = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far);
    far.once('data', (first) => {
      injections++;
      near.write(Buffer.concat([Buffer.from(first), injected]));
      far.pipe(near);
    });
  });
  const own = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(own, '127.0.0.1', resolve);
  });
  return { port: own, injections: () => injections, close: () => server.close() };
}

const starttls = () => ({ servers: [{ url: slapd.ldapUrl, ca: slapd.ca }] });
const direct = () => ({ bind: { type: 'direct', dn: `uid={name},ou=people,${slapd.base}` } });

describe('an LDAP directory (slapd)', { skip }, () => {
  for (const [way, changes] of [
    ['LDAPS, search then bind', () => ({})],
    ['StartTLS, search then bind', starttls],
    ['LDAPS, direct bind', direct],
    ['StartTLS, direct bind', () => ({ ...starttls(), ...direct() })],
  ] as const) {
    test(`${way}: the right password is asserted with the entry's name and attributes`, async () => {
      const outcome = await tryIn(build(changes()), 'u7', 'pw7');
      assert.ok(outcome.type === 'asserted', JSON.stringify(outcome));
      assert.deepEqual(outcome.assertion, {
        profile: 'campus',
        issuer: 'uni-ldap',
        subject: `uid=u7,ou=people,${slapd.base}`,
        attributes: { mail: ['u7@uni.example'], employeenumber: ['S7'] },
        verifiedEmails: [],
        authenticatedAt: 1000,
        methods: ['pwd'],
      });
    });

    test(`${way}: a wrong password is refused`, async () => {
      isRefused(await tryIn(build(changes()), 'u7', 'pw8'), 'credentials');
    });

    test(`${way}: an empty, blank or NUL password is refused`, async () => {
      const built = build(changes());
      for (const password of ['', ' ', '\t', '\0', 'pw7\0'])
        isRefused(await tryIn(built, 'u7', password), 'credentials');
    });
  }

  test('a name nobody has is unknown', async () => {
    isRefused(await tryIn(build(), 'nobody', 'pw7'), 'unknown');
  });

  test('signs people in and refuses others over the same kept connections', async () => {
    const built = build({ ...starttls(), poolSize: 1 });
    for (let round = 0; round < 3; round++) {
      assert.equal((await tryIn(built, 'u1', 'pw1')).type, 'asserted');
      isRefused(await tryIn(built, 'u1', 'pw2'), 'credentials');
      isRefused(await tryIn(built, 'nobody', 'pw2'), 'unknown');
      assert.equal((await tryIn(built, 'u2', 'pw2')).type, 'asserted');
    }
  });

  test('keeps twenty logins apart that run at once on two connections', async () => {
    const built = build({ poolSize: 2 });
    const tries = Array.from({ length: 20 }, (_, index) => (index % 10) + 1);
    const outcomes = await Promise.all(tries.map((n, index) => tryIn(built, `u${n}`, index < 10 ? `pw${n}` : 'wrong')));
    for (const [index, outcome] of outcomes.entries()) {
      if (index >= 10) isRefused(outcome, 'credentials');
      else
        assert.match(
          outcome.type === 'asserted' ? outcome.assertion.subject : '',
          new RegExp(`^uid=u${tries[index]},`),
        );
    }
  });

  for (const name of ['*', 'u*', 'u7)(uid=*', 'u7)(|(uid=*', '\\2a', 'u7\0', '*)(uid=u7', '(uid=u7)', 'u7,ou=people']) {
    test(`a name that would change the question finds nobody: ${JSON.stringify(name)}`, async () => {
      assert.equal((await tryIn(build(), name, 'pw7')).type, 'refused');
      assert.equal((await tryIn(build(direct()), name, 'pw7')).type, 'refused');
    });
  }

  test('a name with a star or an umlaut finds the person who is called so', async () => {
    for (const changes of [{}, direct()]) {
      const built = build(changes);
      assert.equal((await tryIn(built, 'a*b', 'pw')).type, 'asserted');
      assert.equal((await tryIn(built, 'jörg', 'päss')).type, 'asserted');
      assert.equal((await tryIn(built, 'jörg'.normalize('NFD'), 'päss')).type, 'asserted');
    }
  });

  test('two entries under one name are refused, told apart from a wrong password', async () => {
    const bind = { type: 'search', dn: slapd.adminDn, password: '${env:X}', base: slapd.base, filter: '(mail={name})' };
    const built = build({ bind });
    isRefused(await tryIn(built, 'twin@uni.example', 'pw'), 'invalid');
    assert.equal((await tryIn(built, 'u7@uni.example', 'pw7')).type, 'asserted');
  });

  test('nothing is said to a server whose certificate another authority signed', async () => {
    for (const url of [slapd.ldapsUrl, slapd.ldapUrl]) {
      const outcome = await tryIn(build({ servers: [{ url, ca: slapd.otherCa }] }), 'u7', 'pw7');
      assert.equal(outcome.type, 'unreachable');
    }
  });

  test('the certificate must bear the expected name', async () => {
    const named = (serverName: string) => build({ servers: [{ url: slapd.ldapsUrl, ca: slapd.ca, serverName }] });
    assert.equal((await tryIn(named('ldap.uni.example'), 'u7', 'pw7')).type, 'asserted');
    assert.equal((await tryIn(named('other.uni.example'), 'u7', 'pw7')).type, 'unreachable');
  });

  test('a service account that cannot bind is no answer about the person', async () => {
    const built = build({
      bind: { type: 'search', dn: `cn=other,${slapd.base}`, password: '${env:X}', base: slapd.base },
    });
    assert.equal((await tryIn(built, 'u7', 'pw7')).type, 'unreachable');
  });

  test('of five servers the last one answers when the first four are dead', async () => {
    const dead = await Promise.all([1, 2, 3, 4].map(async () => ({ url: `ldaps://127.0.0.1:${await freePort()}` })));
    const built = build({ servers: [...dead, { url: slapd.ldapsUrl, ca: slapd.ca }] });
    assert.equal((await tryIn(built, 'u7', 'pw7')).type, 'asserted');
    isRefused(await tryIn(built, 'u7', 'wrong'), 'credentials');
  });

  test('kept connections that the server dropped are replaced', async () => {
    for (const changes of [{}, starttls(), direct()]) {
      const built = build(changes);
      assert.equal((await tryIn(built, 'u7', 'pw7')).type, 'asserted');
      await slapd.halt();
      await slapd.start();
      assert.equal((await tryIn(built, 'u7', 'pw7')).type, 'asserted');
      isRefused(await tryIn(built, 'u7', 'wrong'), 'credentials');
    }
  });

  test('what a stranger on the line slips in before encryption is no answer', async () => {
    // A whole success of a bind, and the head of one that would swallow the server's true answer as its text.
    const whole = (id: number): string => `300c0201${hex(id)}61070a010004000400`;
    const head = (id: number): string => `308201000201${hex(id)}6181f80a0100040004`;
    for (const injected of [whole(2), whole(3), whole(2) + whole(3) + whole(4), head(2), head(3)]) {
      const line = await strangerOnTheLine(Number(new URL(slapd.ldapUrl).port), Buffer.from(injected, 'hex'));
      const servers = [{ url: `ldap://127.0.0.1:${line.port}`, ca: slapd.ca }];
      const outcome = await tryIn(build({ servers, ...direct() }), 'u7', 'wrong');
      assert.notEqual(outcome.type, 'asserted');
      assert.ok(line.injections() > 0);
      line.close();
    }
  });

  test('a stopped server is unreachable at once, and a started one answers again', async () => {
    const built = build();
    assert.equal((await tryIn(built, 'u7', 'pw7')).type, 'asserted');
    await slapd.halt();
    try {
      const outcome = await tryIn(built, 'u7', 'pw7');
      assert.equal(outcome.type, 'unreachable');
      assert.doesNotMatch(JSON.stringify(outcome), /pw7|uid=u7|slapd-secret/);
    } finally {
      await slapd.start();
    }
    assert.equal((await tryIn(built, 'u7', 'pw7')).type, 'asserted');
  });
});

if (skip === false) {
  strategyContract('ldap (slapd)', async () => ({
    built: build(),
    profile: 'campus',
    cases: [
      {
        name: 'the right password is asserted',
        request: () => typed('u3', 'pw3'),
        expect: (outcome) => assert.match(outcome.type === 'asserted' ? outcome.assertion.subject : '', /^uid=u3,/),
      },
      {
        name: 'a wrong password is refused',
        request: () => typed('u3', 'pw4'),
        expect: (outcome) => isRefused(outcome, 'credentials'),
      },
      {
        name: 'an unknown name is unknown',
        request: () => typed('u0', 'pw'),
        expect: (one) => isRefused(one, 'unknown'),
      },
    ],
    close: async () => undefined,
  }));
}

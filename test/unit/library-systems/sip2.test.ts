import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sip2Options } from '../../../strategies/sip2/options.ts';
import { fakeClock } from '../../support/fakes.ts';
import { endOf, ines, otto, profiles, run } from '../../support/library-system-run.ts';
import {
  type SipScript,
  type SipStandIn,
  sip64,
  sipFrame,
  sipScript,
  startSip,
} from '../../support/library-systems.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(
  script: SipScript = sipScript([ines, otto]),
  tls?: Parameters<typeof startSip>[1],
): Promise<SipStandIn> {
  const standIn = await startSip(script, tls);
  closing.push(() => standIn.close());
  return standIn;
}

function runner(port: number, more: object = {}, clock = fakeClock()) {
  const made = run.sip2(port, more, clock);
  closing.push(() => made.close());
  return made;
}

describe('SIP2', () => {
  test('vouches for a person under what it calls her', async () => {
    const sip = await server();
    const outcome = await runner(sip.port).try('29301', 'right pw');
    assert.ok(outcome.type === 'asserted');
    assert.equal(outcome.assertion.subject, '29301');
    assert.equal(outcome.assertion.issuer, `sip2://127.0.0.1:${sip.port}`);
    assert.deepEqual(outcome.assertion.attributes, {
      patron: ['29301'],
      name: ['Person 29301'],
      email: ['29301@uni.example'],
      expiry: ['20280930'],
    });
  });

  test('is asked in message 63, to the letter', async () => {
    const sip = await server();
    await runner(sip.port, { institutionId: 'LIB', terminalPassword: '${env:SECRET}' }).try('29301', 'right pw');
    const [question] = sip.questions;
    const body = '6300020260302   Z090000          AOLIB|AA29301|ACsecret|ADright pw|';
    assert.equal(`${question?.line}\r`, sipFrame(body, '0').toString().replace('\n', ''));
  });

  test('is asked in message 23 where the profile says so', async () => {
    const sip = await server();
    assert.equal(endOf(await runner(sip.port, { message: 'status' }).try('29301', 'right pw')), 'asserted');
    assert.match(sip.questions[0]?.line ?? '', /^2300020260302 {3}Z090000AO\|AA29301\|AC\|ADright pw\|AY0AZ/);
  });

  test('tells a wrong password from an unknown name', async () => {
    const sip = await server();
    assert.equal(endOf(await runner(sip.port).try('29301', 'wrong')), 'credentials');
    assert.equal(endOf(await runner(sip.port).try('29399', 'right pw')), 'unknown');
  });

  test('tells the flags that are set, and signs a blocked person in', async () => {
    const sip = await server(() => sip64('AO|AA29301|AEx|BLY|CQY|', `Y${' '.repeat(9)}Y   `));
    const outcome = await runner(sip.port).try('29301', 'right pw');
    assert.ok(outcome.type === 'asserted');
    assert.deepEqual(outcome.assertion.attributes['flags'], ['charge-denied', 'excessive-fines']);
  });

  test('is logged in to once a connection, and keeps its connections', async () => {
    const sip = await server();
    const sipRunner = runner(sip.port, { login: { user: 'terminal', password: '${env:SECRET}', location: 'desk' } });
    for (let n = 0; n < 4; n++)
      assert.equal(endOf(await sipRunner.try('29301', n % 2 ? 'right pw' : 'no')), n % 2 ? 'asserted' : 'credentials');
    assert.equal(sip.connections(), 1);
    assert.deepEqual(
      sip.questions.map(({ code }) => code),
      ['93', '63', '63', '63', '63'],
    );
    assert.deepEqual(sip.questions[0]?.fields, { CN: 'terminal', CO: 'secret', CP: 'desk' });
  });

  test('that refuses the login is unreachable, and hears no password', async () => {
    const sip = await server();
    const login = { user: 'terminal', password: '${env:OTHER}' };
    assert.equal(endOf(await runner(sip.port, { login }).try('29301', 'right pw')), 'unreachable');
    assert.deepEqual(
      sip.questions.map(({ code }) => code),
      ['93'],
    );
  });

  test('has its dead connections replaced', async () => {
    const sip = await server();
    const sipRunner = runner(sip.port);
    assert.equal(endOf(await sipRunner.try('29301', 'right pw')), 'asserted');
    sip.dropAll();
    assert.equal(endOf(await sipRunner.try('29301', 'right pw')), 'asserted');
    await wait(20);
    assert.equal(endOf(await sipRunner.try('29301', 'right pw')), 'asserted');
    assert.equal(sip.connections(), 2);
  });

  test('has idle connections replaced that a firewall may have forgotten', async () => {
    const [sip, clock] = [await server(), fakeClock()];
    const sipRunner = runner(sip.port, {}, clock);
    await sipRunner.try('29301', 'right pw');
    clock.advance(61_000);
    await sipRunner.try('29301', 'right pw');
    assert.equal(sip.connections(), 2);
  });

  test('takes no more people at once than it has connections; the others wait', async () => {
    const sip = await server();
    const sipRunner = runner(sip.port, { poolSize: 2 });
    const tries = Array.from({ length: 8 }, (_, n) => sipRunner.try(n % 2 ? '29301' : '29302', 'right pw'));
    const ends = (await Promise.all(tries)).map((outcome) => endOf(outcome));
    assert.deepEqual(
      ends,
      Array.from({ length: 8 }, (_, n) => (n % 2 ? 'asserted' : 'credentials')),
    );
    assert.ok(sip.connections() <= 2);
  });

  test('is spoken to in its charset, and refuses what that has no letters for', async () => {
    const password = 'Schlüßel';
    const heard: string[] = [];
    const sip = await server(({ line, sequence }) => {
      heard.push(line);
      return sipFrame(sip64('AO|AA29301|AEGrün|BLY|CQY|'), sequence, 'latin1');
    });
    const outcome = await runner(sip.port, { charset: 'latin1' }).try('29301', password);
    assert.ok(outcome.type === 'asserted');
    assert.deepEqual(outcome.assertion.attributes['name'], ['Grün']);
    assert.match(heard[0] ?? '', /ADSchl\ufffd\ufffdel\|/, 'no UTF-8 was sent');
    for (const [charset, secret] of [
      ['latin1', 'Ключ'],
      ['ascii', password],
    ] as const) {
      assert.equal(endOf(await runner(sip.port, { charset }).try('29301', secret)), 'credentials');
    }
    assert.equal(heard.length, 1);
  });

  test('may answer with another name only where the profile and checksums allow it', async () => {
    const sip = await server(() => sip64('AO|AA29301|AEx|BLY|CQY|'));
    assert.equal(endOf(await runner(sip.port).try('ines', 'right pw')), 'invalid');
    const outcome = await runner(sip.port, { ownName: true }).try('ines', 'right pw');
    assert.ok(outcome.type === 'asserted');
    assert.equal(outcome.assertion.subject, '29301');
    assert.throws(() => sip2Options.parse(profiles.sip2(sip.port, { ownName: true, checksums: false })), /checksums/);
  });

  test('works without checksums where the profile says so', async () => {
    const sip = await server();
    assert.equal(endOf(await runner(sip.port, { checksums: false }).try('29301', 'right pw')), 'asserted');
    assert.doesNotMatch(sip.questions[0]?.line ?? '', /AY|AZ/);
  });
});

describe('SIP2 over TLS', () => {
  const pair = testKeyPair('sip.lib.example');
  const tls = { plainText: false, ca: pair.certificate, serverName: 'sip.lib.example' };

  test('is spoken with a server whose certificate is right', async () => {
    const sip = await server(undefined, pair);
    assert.equal(endOf(await runner(sip.port, tls).try('29301', 'right pw')), 'asserted');
  });

  test('is refused for another name, for a stranger’s certificate and for none: nothing is said', async () => {
    const [secure, plain] = [await server(undefined, pair), await server()];
    assert.equal(
      endOf(await runner(secure.port, { ...tls, serverName: 'other.example' }).try('29301', 'right pw')),
      'unreachable',
    );
    assert.equal(endOf(await runner(secure.port, { plainText: false }).try('29301', 'right pw')), 'unreachable');
    assert.equal(endOf(await runner(plain.port, tls).try('29301', 'right pw')), 'unreachable');
    assert.deepEqual(secure.questions, []);
    // What the plain server took for questions are pieces of a TLS handshake.
    for (const { line } of plain.questions) assert.doesNotMatch(line, /right pw|29301/);
  });

  test('is not left out for a server that is not near, whatever the profile says', async () => {
    const sip = await server();
    // A name could lead anywhere: only addresses written in digits are near.
    const more = { host: 'localhost.', plainText: true };
    assert.equal(endOf(await runner(sip.port, more).try('29301', 'right pw')), 'unreachable');
    assert.deepEqual(sip.questions, []);
  });
});

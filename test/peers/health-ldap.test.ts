// A real directory that is stopped and started again: what the probes find, and what a sign-in makes of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { type MovingClock, movingClock, probeRounds } from '../support/probing.ts';
import { type Slapd, slapdMissing, startSlapd } from '../support/slapd.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const library = 'library-password';

describe('probing slapd', { skip: slapdMissing() }, () => {
  let slapd: Slapd;
  let clock: MovingClock;
  let house: TwoNodes;

  before(async () => {
    slapd = await startSlapd();
    clock = movingClock();
    house = await startTwoNodes({ institutions: () => [file()], secrets: { SLAPD: slapd.adminPassword }, clock });
    await house.a.seed('demo', [
      {
        primaryIdentifier: 'one',
        password: library,
        accountType: 'external',
        owningSystem: 'SIS',
        identifiers: [{ type: 'STUDENT_NO', value: 'S1' }],
      },
    ]);
  });
  after(async () => {
    await house?.close();
    await slapd?.stop();
  });

  const file = (bind: Record<string, unknown> = {}, servers = [slapd.ldapsUrl, slapd.ldapUrl]): InstitutionInput =>
    libraryOf({
      profiles: [
        {
          id: 'campus',
          kind: 'ldap',
          label: 'Campus',
          directory: 'uni-ldap',
          servers: servers.map((url) => ({ url, ca: slapd.ca })),
          bind: {
            type: 'search',
            dn: slapd.adminDn,
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
            password: '${env:SLAPD}',
            base: slapd.base,
            ...bind,
          },
          match: { from: { attribute: 'employeeNumber' }, to: 'STUDENT_NO' },
          connectTimeoutSeconds: 1,
          timeoutSeconds: 5,
        },
      ],
      fallback: { whenUnreachable: true },
    });

  const checks = async () =>
    (await house.a.app.institutions.get('demo')?.profiles.get('campus')?.built.check?.()) ?? [];

  async function signIn(username: string, password: string): Promise<number> {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/campus`));
    return (await browser.submit(form, { username, password })).status;
  }

  test('asks each server by StartTLS and TLS, and says until when a trusted certificate is good', async () => {
    await house.load([file()]);
    const found = await checks();
    assert.deepEqual(
      found.map(({ name, ok }) => [name, ok]),
      [
        [slapd.ldapsUrl, true],
        [slapd.ldapUrl, true],
        [`certificate trusted for ${slapd.ldapsUrl}`, true],
        [`certificate trusted for ${slapd.ldapUrl}`, true],
      ],
    );
    assert.ok((found[2]?.endsAt ?? 0) > Date.now());
  });

  test('tells a wrong service account, and a search base that is not there, from a directory that is away', async () => {
    await house.load([file({ dn: `cn=nobody,${slapd.base}` })]);
    const [account] = await checks();
    assert.deepEqual([account?.ok, account?.unreachable], [false, undefined]);
    assert.match(account?.detail ?? '', /cannot bind \(result 49\)\. See "bind\.dn"/);
    await house.load([file({ base: `ou=gone,${slapd.base}` })]);
    const [base] = await checks();
    assert.deepEqual([base?.ok, base?.unreachable], [false, undefined]);
    assert.match(base?.detail ?? '', /search base cannot be read \(result 32\)/);
  });

  test('asks a directory that is bound to as the person, without any account', async () => {
    const [profile] = file().loginProfiles;
    const direct = { type: 'direct', dn: `uid={name},ou=people,${slapd.base}` };
    await house.load([{ ...file(), loginProfiles: [{ ...profile, bind: direct }] } as InstitutionInput]);
    assert.deepEqual((await checks())[0]?.ok, true);
  });

  test('counts it as there while one of its servers answers', async () => {
    await house.load([file({}, ['ldaps://127.0.0.1:9', slapd.ldapsUrl])]);
    const [gone, there] = await checks();
    assert.deepEqual([gone?.ok, gone?.unreachable, there?.ok], [false, undefined, true]);
  });

  test('when it is stopped, every node knows, the library password stands in; when it is back, it counts again', async () => {
    await house.load([file()]);
    await probeRounds(house.a, clock);
    assert.equal(await signIn('u1', 'pw1'), 303);
    assert.equal(await signIn('one', library), 401, 'the directory says no such account');

    await slapd.halt();
    await probeRounds(house.a, clock);
    house.turn('b');
    assert.equal(await signIn('one', library), 303);
    const told = house.a.logs.filter((line) => /upstream failing/.test(line));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /firewall/);

    await slapd.start();
    await probeRounds(house.b, clock, 1);
    clock.advance(6_000);
    assert.equal(await signIn('u1', 'pw1'), 303);
    assert.equal(await signIn('one', library), 401);
    assert.equal(house.b.logs.filter((line) => /upstream well again/.test(line)).length, 1);
    house.turn('a');
  });
});

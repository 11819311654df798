// A campus directory (slapd) refreshes the record of an external user at her sign-in, and makes one who is not there yet.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type Slapd, slapdMissing, startSlapd } from '../support/slapd.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('update on login by slapd', { skip: slapdMissing() }, () => {
  let slapd: Slapd;
  let house: RunningVestibule;

  before(async () => {
    slapd = await startSlapd();
    const file: InstitutionInput = libraryOf({
      fallback: { whenRefused: true, whenUnknown: true, whenChosen: true },
      profiles: [
        {
          id: 'campus',
          kind: 'ldap',
          label: 'Campus',
          directory: 'uni-ldap',
          servers: [{ url: slapd.ldapsUrl, ca: slapd.ca }],
          bind: {
            type: 'search',
            dn: slapd.adminDn,
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
            password: '${env:SLAPD}',
            base: slapd.base,
            filter: '(uid={name})',
          },
          match: { from: { attribute: 'employeeNumber' }, to: 'STUDENT_NO' },
          updates: {
            system: 'SIS',
            fields: {
              family_name: { attribute: 'sn' },
              email: { attribute: 'mail' },
              expiry_date: { after: 'P1Y' },
            },
            create: { primaryIdentifier: { attribute: 'uid' }, userGroup: 'STUDENT' },
          },
        },
      ],
    });
    house = await startVestibule({ institutions: () => [file], secrets: { SLAPD: slapd.adminPassword } });
    await house.seed('demo', [
      {
        primaryIdentifier: 'p1',
        name: { last: 'Old' },
        accountType: 'external',
        owningSystem: 'SIS',
        identifiers: [{ type: 'STUDENT_NO', value: 'S1' }],
        password: 'library-password',
      },
    ]);
  });
  after(async () => {
    await house?.close();
    await slapd?.stop();
  });

  async function userBy(name: string, password: string) {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/campus`));
    await browser.follow(await browser.submit(form, { username: name, password }));
    const { user = '' } = await meOf(house, browser);
    return house.parts.store.users.user('demo', user);
  }

  test('the library’s own password refreshes nothing, under the rule of whichever profile it counts', async () => {
    const user = await userBy('S1', 'library-password');
    assert.deepEqual([user?.primaryIdentifier, user?.name.last, user?.version], ['p1', 'Old', 1]);
  });

  test('her name, address and expiry are those of the directory after one sign-in, and a second writes nothing', async () => {
    const user = await userBy('u1', 'pw1');
    assert.equal(user?.primaryIdentifier, 'p1');
    assert.notEqual(user.name.last, 'Old');
    assert.deepEqual(
      user.emails.map(({ address }) => address),
      ['u1@uni.example'],
    );
    assert.ok((user.expiryDate ?? '') > new Date().toISOString().slice(0, 10));
    assert.equal((await userBy('u1', 'pw1'))?.version, user.version);
  });

  test('somebody who is not there is made, once, also by two doors at the same time', async () => {
    const before = await house.parts.store.users.size('demo');
    const made = await Promise.all([userBy('u2', 'pw2'), userBy('u2', 'pw2')]);
    assert.deepEqual(
      made.map((user) => [user?.primaryIdentifier, user?.accountType, user?.userGroup]),
      [
        ['u2', 'external', 'STUDENT'],
        ['u2', 'external', 'STUDENT'],
      ],
    );
    assert.equal(await house.parts.store.users.size('demo'), before + 1);
  });
});

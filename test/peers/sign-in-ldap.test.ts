// A whole sign-in by a directory of the campus (slapd): the campus password, and the library's after it, by policy.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { explainTrace } from '../../src/resolution/explain.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { refusalTarget, refusalTypes, refusedPeople, refusedUsers } from '../support/refusals.ts';
import { assertRefused, meOf } from '../support/sign-in-end.ts';
import { type Slapd, slapdMissing, startSlapd } from '../support/slapd.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

/** What the library keeps for a person, beside what the campus keeps. */
const library = 'library-password';

const account = (uid: string, studentNumber: string, mail = `${uid}@uni.example`) => ({
  uid,
  password: `${uid}pw`,
  studentNumber,
  mail,
});

/** A directory's number has one value, and every entry of these has one. */
const refusedHere = refusedPeople.filter(({ numbers }) => numbers.length === 1);

const campusPeople = [
  account('alice', 'S-1001'),
  account('extern', 'S-2001'),
  // An internal user of the library, who has a campus account too.
  account('member', 'S-2002'),
  account('twins', 'S-4004'),
  account('twin1', 'S-3001', 'twin@uni.example'),
  account('twin2', 'S-3002', 'twin@uni.example'),
  ...refusedHere.map(({ account: uid, numbers }) => account(uid, numbers[0] ?? '')),
];

type Fallback = NonNullable<InstitutionInput['fallback']>;
const everything: Fallback = { whenRefused: true, whenUnknown: true, whenUnreachable: true, whenChosen: true };

describe('signing in by slapd', { skip: slapdMissing() }, () => {
  let slapd: Slapd;
  let house: TwoNodes;

  before(async () => {
    slapd = await startSlapd(campusPeople);
  });
  after(() => slapd?.stop());

  const file = (more: Partial<InstitutionInput> = {}): InstitutionInput =>
    libraryOf({
      identifierTypes: [
        ...(refusalTypes ?? []),
        { code: 'UNI_NO', label: 'Number of the directory', uniqueness: 'type', issuer: 'uni-ldap' },
      ],
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
            filter: '(|(uid={name})(mail={name}))',
          },
          match: { from: { attribute: 'employeeNumber' }, to: [...refusalTarget, 'UNI_NO'] },
          connectTimeoutSeconds: 2,
        },
      ],
      lockout: { tries: 10, slowAfter: 10_000 },
      ...more,
    });

  /** A library of its own: failures of one source are counted, and a flood of them leaves no traces. */
  const open = async (): Promise<void> => {
    house = await startTwoNodes({ institutions: () => [file()], secrets: { SLAPD: slapd.adminPassword } });
    await house.a.seed('demo', [
      { primaryIdentifier: 'p0001', accountType: 'external', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
      // Has alice's account name, and is somebody else.
      { primaryIdentifier: 'alice', identifiers: [{ type: 'STUDENT_NO', value: 'S-9999' }] },
      { primaryIdentifier: 'extern', accountType: 'external', userGroup: 'STUDENT', password: library },
      { primaryIdentifier: 'outsider', accountType: 'external', userGroup: 'STUDENT', password: library },
      { primaryIdentifier: 'colleague', accountType: 'external', userGroup: 'STAFF', password: library },
      { primaryIdentifier: 'guest', accountType: 'internal', password: library },
      { primaryIdentifier: 'member', accountType: 'internal', password: library },
      { primaryIdentifier: 'twin@uni.example', accountType: 'external', password: library },
      { primaryIdentifier: 'p-twins-1', identifiers: [{ type: 'STUDENT_NO', value: 'S-4004' }] },
      { primaryIdentifier: 'p-twins-2', identifiers: [{ type: 'UNI_NO', value: 'S-4004' }] },
      ...refusedUsers,
    ]);
  };

  async function typeIn(name: string, password: string): Promise<{ browser: Browser; page: Answer }> {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/campus`));
    return { browser, page: await browser.follow(await browser.submit(form, { username: name, password })) };
  }

  /** The trace of the sign-in that succeeded last: its page shows no code, the log does. */
  async function traceOfSuccess(): Promise<string> {
    const lines = [...house.a.logs, ...house.b.logs].map(
      (line) => JSON.parse(line) as { outcome?: string; trace?: string },
    );
    const code = lines.findLast(({ outcome }) => outcome === 'matched')?.trace ?? '';
    const trace = await house.parts.store.journal.anyTrace(code);
    return trace === undefined ? assert.fail(`no trace ${code}`) : explainTrace(trace);
  }

  async function isSignedIn(browser: Browser, expected: Readonly<Record<string, unknown>>): Promise<void> {
    const me = (await meOf(house, browser)) as unknown as Record<string, unknown>;
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, me[name]])), expected);
  }

  describe('by the campus password', () => {
    before(open);
    after(() => house.close());

    test('comes in as the user whose student number the directory holds, whoever has the account name', async () => {
      const { browser } = await typeIn('alice', 'alicepw');
      const matchedIdentifier = { type: 'STUDENT_NO', value: 'S-1001' };
      await isSignedIn(browser, { primaryIdentifier: 'p0001', profile: 'campus', matchedIdentifier });
      assert.match(
        await traceOfSuccess(),
        /The upstream: asserted[\s\S]*“S-1001”[\s\S]*user p0001 has it as STUDENT_NO/,
      );
    });

    for (const { account: uid, why, ...expected } of refusedHere) {
      test(`nobody is signed in when ${why}`, async () => {
        const { browser, page } = await typeIn(uid, `${uid}pw`);
        await assertRefused(house, browser, page, expected);
      });
    }

    test('nobody is signed in when the number leads to two people by two types', async () => {
      const { browser, page } = await typeIn('twins', 'twinspw');
      await assertRefused(house, browser, page, {
        status: 403,
        code: 'VST_AMBIGUOUS',
        trace: /user p-twins-1 has it[\s\S]*user p-twins-2 has it/,
      });
    });
  });

  describe('by the library password after', () => {
    before(open);
    after(() => house.close());

    const ends = [
      {
        what: 'the campus said no',
        name: 'extern',
        internal: 'member',
        policy: 'whenRefused',
        because: 'refused',
        step: /refused: credentials/,
        refusal: { status: 401, code: 'VST_CREDENTIALS_REFUSED' },
      },
      {
        what: 'the campus had no such account',
        name: 'outsider',
        internal: 'guest',
        policy: 'whenUnknown',
        because: 'unknown',
        step: /refused: unknown/,
        refusal: { status: 401, code: 'VST_CREDENTIALS_REFUSED' },
      },
      {
        what: 'the campus was away',
        name: 'extern',
        internal: 'guest',
        policy: 'whenUnreachable',
        because: 'unreachable',
        step: /The upstream: unreachable/,
        refusal: { status: 502, code: 'VST_UPSTREAM_UNREACHABLE' },
      },
    ] as const;

    for (const { what, name, internal, policy, because, step, refusal } of ends) {
      const tryIt = async (): Promise<{ browser: Browser; page: Answer }> => {
        if (because === 'unreachable') await slapd.halt();
        const tried = await typeIn(name, library);
        if (because === 'unreachable') await slapd.start();
        return tried;
      };

      test(`${what} an external user comes in where the policy says so`, async () => {
        await house.load([file({ fallback: { [policy]: true } })]);
        const { browser } = await tryIt();
        await isSignedIn(browser, { primaryIdentifier: name, profile: 'library' });
        const trace = await traceOfSuccess();
        assert.match(trace, step);
        assert.match(trace, new RegExp(`Internal password after "${because}": allowed`));
      });

      test(`${what} she is refused where the policy says everything else`, async () => {
        await house.load([file({ fallback: { ...everything, [policy]: false } })]);
        const { browser, page } = await tryIt();
        const trace = new RegExp(`Internal password after "${because}": not allowed \\(internal users only\\)`);
        assert.match(await assertRefused(house, browser, page, { ...refusal, trace }), step);
      });

      test(`${what} an internal user comes in whatever the policy says`, async () => {
        await house.load([file()]);
        if (because === 'unreachable') await slapd.halt();
        const { browser } = await typeIn(internal, library);
        if (because === 'unreachable') await slapd.start();
        await isSignedIn(browser, { primaryIdentifier: internal, profile: 'library' });
        assert.match(await traceOfSuccess(), new RegExp(`after "${because}": not allowed \\(internal users only\\)`));
      });
    }

    test('only users of the named groups', async () => {
      await house.load([file({ fallback: { whenUnknown: true, userGroups: ['STAFF'] } })]);
      await isSignedIn((await typeIn('colleague', library)).browser, { primaryIdentifier: 'colleague' });
      const { browser, page } = await typeIn('outsider', library);
      const expected = { status: 401, code: 'VST_CREDENTIALS_REFUSED', trace: /allowed \(.*of groups STAFF\)/ };
      await assertRefused(house, browser, page, expected);
    });

    test('nobody where the name has two entries, whatever the policy says', async () => {
      await house.load([file({ fallback: everything })]);
      for (const password of ['twin1pw', library]) {
        const { browser, page } = await typeIn('twin@uni.example', password);
        await assertRefused(house, browser, page, {
          status: 401,
          code: 'VST_CREDENTIALS_REFUSED',
          trace: /2 entries bear this name[\s\S]*Internal password after "none": not allowed/,
        });
      }
    });

    test('nobody by a wrong password, and the answer is that of an unknown name', async () => {
      await house.load([file({ fallback: everything })]);
      const seen: string[] = [];
      for (const name of ['extern', 'nobody-at-all', 'guest']) {
        const { browser, page } = await typeIn(name, 'wrong');
        await assertRefused(house, browser, page, { status: 401, code: 'VST_CREDENTIALS_REFUSED' });
        seen.push(page.body.replaceAll(/attempt=[\w-]+|[0-9A-Z]{5}-[0-9A-Z]{5}|value="[^"]*"/g, ''));
      }
      assert.equal(new Set(seen).size, 1);
    });
  });

  describe('after too many wrong tries on two nodes', () => {
    before(open);
    after(() => house.close());

    test('the right password is refused on both, however her name is written', async () => {
      await house.load([file({ lockout: { tries: 3, slowAfter: 10_000 }, fallback: everything })]);
      for (const node of ['a', 'b', 'a'] as const) {
        house.turn(node);
        const { page } = await typeIn('extern', 'wrong');
        assert.equal(page.status, 401);
      }
      for (const node of ['a', 'b'] as const) {
        house.turn(node);
        for (const password of ['externpw', library]) {
          const { browser, page } = await typeIn(' EXTERN', password);
          await assertRefused(house, browser, page, {
            status: 401,
            code: 'VST_CREDENTIALS_REFUSED',
            trace: /Check of the account lock: failed/,
          });
        }
        await isSignedIn((await typeIn('alice', 'alicepw')).browser, { primaryIdentifier: 'p0001' });
      }
    });
  });
});

// To whom a mail goes, and that nobody can tell.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { User } from '../../src/domain/user.ts';
import {
  address,
  askForMail,
  beginByMail,
  codeIn,
  type EmailLibrary,
  formsOf,
  linkIn,
  startEmailLibrary,
  whoIs,
} from '../support/email-login.ts';
import { referencePattern } from '../support/reference.ts';
import type { UserSeed } from '../support/user-seed.ts';

const lax = { perAddress: 100, perSource: 10_000, perInstitution: 100_000, wrongCodes: 100_000 };
const unproved = (text: string, segment: 'internal' | 'external' = 'internal') =>
  address(text, { segment, provedAt: undefined });
const lock = { at: '2026-01-01T00:00:00Z', by: 'staff' };
const external = (owningSystem: string) => ({ accountType: 'external', owningSystem }) as const;

const people: readonly UserSeed[] = [
  { primaryIdentifier: 'ada', emails: [address('ada@uni.example')] },
  { primaryIdentifier: 'unproved', emails: [unproved('unproved@uni.example')] },
  { primaryIdentifier: 'synced', ...external('SIS'), emails: [unproved('synced@uni.example', 'external')] },
  { primaryIdentifier: 'other', ...external('HR'), emails: [unproved('other@uni.example', 'external')] },
  { primaryIdentifier: 'inactive', status: 'inactive', emails: [address('inactive@uni.example')] },
  { primaryIdentifier: 'locked', signInLock: lock, emails: [address('locked@uni.example')] },
  { primaryIdentifier: 'expired', expiryDate: '2020-01-01', emails: [address('expired@uni.example')] },
  {
    primaryIdentifier: 'expired-x',
    ...external('SIS'),
    expiryDate: '2020-01-01',
    emails: [address('expired-x@uni.example')],
  },
  { primaryIdentifier: 'contact', recordType: 'contact', emails: [address('contact@uni.example')] },
  { primaryIdentifier: 'clerk', recordType: 'staff', emails: [address('clerk@uni.example')] },
  { primaryIdentifier: 'clerk-too', recordType: 'public', emails: [address('clerk@uni.example')] },
  { primaryIdentifier: 'twin-1', name: { first: 'Tom', last: 'Twin' }, emails: [address('twins@uni.example')] },
  { primaryIdentifier: 'twin-2', name: { first: 'Tim', last: 'Twin' }, emails: [address('Twins@uni.example')] },
  { primaryIdentifier: 'half-1', emails: [address('half@uni.example')] },
  { primaryIdentifier: 'half-2', emails: [unproved('half@uni.example')] },
  { primaryIdentifier: 'past-1', emails: [address('past@uni.example')] },
  { primaryIdentifier: 'past-2', status: 'inactive', emails: [address('past@uni.example')] },
  { primaryIdentifier: 'strasse', emails: [address('strasse@uni.example')] },
  { primaryIdentifier: 'sz-1', emails: [address('groß@uni.example')] },
  { primaryIdentifier: 'sz-2', emails: [address('gross@uni.example')] },
  { primaryIdentifier: 'noted', emails: [address('see note')] },
];

/** Whether a mail goes out, and to where. */
async function mailTo(library: EmailLibrary, email: string): Promise<string | undefined> {
  const before = library.letters().length;
  await askForMail(library, email);
  await library.quiet();
  return library.letters().length > before ? library.letters()[0]?.to : undefined;
}

async function libraryWith(profile: Parameters<typeof startEmailLibrary>[0]): Promise<EmailLibrary> {
  const library = await startEmailLibrary({ limits: lax, ...profile });
  await library.vestibule.seed('demo', people);
  return library;
}

describe('with trust: proved', () => {
  let library: EmailLibrary;
  before(async () => {
    library = await libraryWith({});
  });
  after(() => library.close());

  for (const [email, to] of [
    ['ada@uni.example', 'ada@uni.example'],
    ['expired-x@uni.example', 'expired-x@uni.example'],
    ['past@uni.example', 'past@uni.example'],
    ['straße@uni.example', 'strasse@uni.example'],
  ] as const)
    test(`a mail goes to ${to}`, async () => assert.equal(await mailTo(library, email), to));

  for (const [email, why] of [
    ['nobody@uni.example', 'nobody has it'],
    ['unproved@uni.example', 'nobody proved it'],
    ['synced@uni.example', 'another system keeps it, and the profile does not trust it'],
    ['inactive@uni.example', 'its user is inactive'],
    ['locked@uni.example', 'its user has a sign-in lock'],
    ['expired@uni.example', 'its user has expired'],
    ['contact@uni.example', 'it is a contact’s'],
    ['clerk@uni.example', 'two users have it'],
    ['twins@uni.example', 'two users have it, in different letter case'],
    ['half@uni.example', 'a second user has it, also though not proved'],
    ['groß@uni.example', 'two users have what folds to it'],
  ] as const)
    test(`no mail goes to ${email}: ${why}`, async () => assert.equal(await mailTo(library, email), undefined));

  test('the page is the same for all of them, letter for letter', async () => {
    const seen = new Set<string>();
    for (const email of ['ada@uni.example', 'nobody@uni.example', 'locked@uni.example', 'twins@uni.example']) {
      const { codePage } = await askForMail(library, email);
      const page = codePage.body
        .replaceAll(email, 'EMAIL')
        .replaceAll(/attempt=[\w-]+/g, 'attempt=ID')
        .replaceAll(referencePattern, 'CODE');
      seen.add(`${codePage.status} ${page}`);
    }
    assert.equal(seen.size, 1);
  });

  test('so is what a wrong code is answered with, to the end', async () => {
    const told: string[][] = [];
    for (const email of ['ada@uni.example', 'nobody@uni.example']) {
      const { browser, codePage } = await askForMail(library, email);
      const answers: string[] = [];
      for (let tries = 0; tries < 6; tries++) {
        const answer = await browser.submit(codePage, { code: '000000' });
        answers.push(`${answer.status} ${/<h1>[^<]*<\/h1>/.exec(answer.body)?.[0]}`);
      }
      told.push(answers);
    }
    assert.deepEqual(told[0], told[1]);
  });

  test('refuses what is no address before anybody is looked for', async () => {
    const { browser, page } = await beginByMail(library);
    for (const email of ['ada', 'ada@uni.example, x@evil.example', 'ada@uni.example\r\nBcc: x@evil.example']) {
      assert.equal((await browser.submit(page, { email })).status, 422);
    }
  });
});

describe('with trust: external', () => {
  test('a mail goes also to addresses that another system keeps, of the systems that are named', async () => {
    const library = await libraryWith({ trust: 'external', trustedSystems: ['SIS'] });
    try {
      assert.equal(await mailTo(library, 'synced@uni.example'), 'synced@uni.example');
      assert.equal(await mailTo(library, 'other@uni.example'), undefined);
      assert.equal(await mailTo(library, 'unproved@uni.example'), undefined);
    } finally {
      await library.close();
    }
  });
});

describe('with trust: all', () => {
  test('a mail goes to any address that stands in one record, and not to a text that is none', async () => {
    const library = await libraryWith({ trust: 'all' });
    try {
      assert.equal(await mailTo(library, 'unproved@uni.example'), 'unproved@uni.example');
      assert.equal(await mailTo(library, 'other@uni.example'), 'other@uni.example');
    } finally {
      await library.close();
    }
  });
});

describe('of a profile for staff', () => {
  test('the staff record alone has the address', async () => {
    const library = await libraryWith({ recordTypes: ['staff'] });
    try {
      const before = library.letters().length;
      const { browser, codePage } = await askForMail(library, 'clerk@uni.example');
      const letter = await library.nextLetter(before);
      await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
      assert.equal(await whoIs(library, browser), 'clerk');
      assert.equal(await mailTo(library, 'ada@uni.example'), undefined);
    } finally {
      await library.close();
    }
  });
});

describe('where people may choose', () => {
  let library: EmailLibrary;
  before(async () => {
    library = await libraryWith({ sharedAddresses: 'choose' });
  });
  after(() => library.close());

  async function proved(email: string) {
    const before = library.letters().length;
    const { browser, codePage } = await askForMail(library, email);
    const letter = await library.nextLetter(before);
    return { browser, codePage, letter, page: await browser.submit(codePage, { code: codeIn(letter) }) };
  }

  test('who shares an address says who she is after she proved that she reads it', async () => {
    const { browser, page } = await proved('twins@uni.example');
    assert.match(page.body, /Tom Twin/);
    assert.match(page.body, /Tim Twin/);
    assert.equal(await whoIs(library, browser), undefined);
    const id =
      new RegExp('value="([^"]+)" required>\\s*<span><span class="label"><bdi>Tim Twin').exec(page.body)?.[1] ?? '';
    await browser.follow(await browser.submit(page, { who: id }));
    assert.equal(await whoIs(library, browser), 'twin-2');
  });

  test('nobody else can be chosen, and a choice counts once', async () => {
    const { browser, page } = await proved('twins@uni.example');
    const [ada] = await library.vestibule.parts.store.finding.byEmail('demo', 'ada@uni.example');
    const stranger = await browser.submit(page, { who: ada?.id ?? '' });
    assert.equal(stranger.status, 400);
    assert.equal(await whoIs(library, browser), undefined);
    const { who = '' } = formsOf(page)[0]?.fields ?? {};
    const answers = await Promise.all(Array.from({ length: 4 }, () => browser.submit(page, { who })));
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
  });

  test('a choice made by nobody is asked for again', async () => {
    const { browser, page } = await proved('twins@uni.example');
    const { action = '' } = formsOf(page)[0] ?? {};
    const again = await browser.post(new URL(action, page.url).href, {});
    assert.equal(again.status, 422);
    assert.match(again.body, /Nobody is chosen/);
  });

  test('a choice is another browser’s as little as the code', async () => {
    const { page } = await proved('twins@uni.example');
    const { browser: other } = await beginByMail(library);
    const { action = '', fields = {} } = formsOf(page)[0] ?? {};
    assert.equal((await other.post(new URL(action, page.url).href, fields)).status, 403);
  });

  test('one whose address is not proved is not offered', async () => {
    const { browser, page } = await proved('half@uni.example');
    await browser.follow(page);
    assert.equal(await whoIs(library, browser), 'half-1');
  });

  test('addresses that only fold to the same are no shared address', async () => {
    assert.equal(await mailTo(library, 'groß@uni.example'), undefined);
  });
});

async function changeUser({ vestibule }: EmailLibrary, email: string, change: Partial<User>): Promise<void> {
  const { changes, finding } = vestibule.parts.store;
  const [found] = await finding.byEmail('demo', email);
  await changes.change('demo', { users: [found?.id ?? ''] }, { who: 'test', via: 'test' }, (known) => {
    const record = known.record(found?.id ?? '');
    if (record === undefined) throw new Error(`Nobody has ${email}`);
    const user = { ...record.user, ...change };
    return { action: 'user-edited', records: [{ ...record, user }], result: undefined };
  });
}

describe('what changes between the mail and the code', () => {
  for (const [what, change, status] of [
    ['a sign-in lock', { signInLock: lock }, 'VST_USER_LOCKED'],
    ['another address', { emails: [address('new@uni.example')] }, 'VST_NOT_KNOWN_HERE'],
    ['an inactive record', { status: 'inactive' }, 'VST_USER_INACTIVE'],
  ] as const) {
    test(`counts: ${what}`, async () => {
      const library = await startEmailLibrary({ limits: lax });
      try {
        await library.vestibule.seed('demo', [{ primaryIdentifier: 'ada', emails: [address('ada@uni.example')] }]);
        const { browser, codePage } = await askForMail(library, 'ada@uni.example');
        const letter = await library.nextLetter(0);
        await changeUser(library, 'ada@uni.example', change);
        const answer = await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
        assert.equal(await whoIs(library, browser), undefined);
        const [entry] = await library.vestibule.parts.store.journal.auditOf('demo', 1);
        assert.deepEqual([entry?.action, entry?.detail['outcome'], answer.status], ['sign-in-refused', status, 403]);
      } finally {
        await library.close();
      }
    });
  }

  test('counts: a changed profile', async () => {
    const library = await startEmailLibrary({ limits: lax });
    try {
      await library.vestibule.seed('demo', [{ primaryIdentifier: 'ada', emails: [address('ada@uni.example')] }]);
      const { browser, codePage } = await askForMail(library, 'ada@uni.example');
      const letter = await library.nextLetter(0);
      const { config } = library.vestibule.app.institutions.get('demo') ?? {};
      assert.ok(config !== undefined);
      const loginProfiles = config.loginProfiles.map((one) =>
        one.kind === 'email-link' ? { ...one, recordTypes: ['staff' as const] } : one,
      );
      await library.vestibule.app.load([{ ...config, loginProfiles }]);
      const page = await browser.get(linkIn(letter));
      assert.equal((await browser.submit(page)).status, 403);
      assert.equal((await browser.submit(codePage, { code: codeIn(letter) })).status, 403);
      assert.equal(await whoIs(library, browser), undefined);
    } finally {
      await library.close();
    }
  });
});

// Somebody whom the library does not know registers: by a provider's account or by mail. Over real HTTP and a real store.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { explainTrace } from '../../src/resolution/explain.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { codeIn, otherCode } from '../support/email-login.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { referenceOf } from '../support/reference.ts';
import { meOf, traceOf } from '../support/sign-in-end.ts';
import { type SocialProvider, startSocialProvider } from '../support/social-providers.ts';
import { socialProfile } from '../support/social-run.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

type Profile = InstitutionInput['loginProfiles'][number];

let google: SocialProvider;
let house: RunningVestibule;
let accounts = 0;

const limits = { perAddress: 100, perSource: 1000, perInstitution: 10_000 };
const registration = {
  userGroup: 'ONLINE',
  expiryDays: 90,
  fields: { birth_date: 'optional', phone: 'optional', address: 'optional' },
  terms: { label: 'Terms of use', url: 'https://library.example/terms' },
  limits,
} as const;

function file(more: object = {}, extra: readonly Profile[] = []): InstitutionInput {
  const social = { ...socialProfile(google), registration: { ...registration, ...more } };
  const mail: Profile = {
    id: 'mail',
    kind: 'email-link',
    label: 'Email',
    registration: { userGroup: 'ONLINE', limits, ...more },
    limits: { perAddress: 100, perSource: 1000, wrongCodes: 10_000 },
  };
  return libraryOf({
    identifierTypes: [
      { code: 'GOOGLE', preset: 'google' },
      { code: 'BARCODE', label: 'Barcode' },
    ],
    lockout: { slowAfter: 10_000 },
    profiles: [social as Profile, mail, ...extra],
  });
}

before(async () => {
  google = await startSocialProvider('google');
  house = await startVestibule({
    institutions: () => [file()],
    secrets: { SOCIAL: google.dialect.client.clientSecret },
    installation: { mail: { engine: 'outbox', from: 'library@lib.example' } },
  });
  const rule = { prefix: 'R', length: 8, order: 'random', alphabet: 'unambiguous' };
  await house.parts.store.settings.write(
    'demo',
    0,
    { generation: { primary: rule } },
    { who: 'operator', via: 'test' },
  );
  await house.seed('demo', [
    {
      primaryIdentifier: 'known',
      name: { first: 'Known', last: 'Person' },
      birthDate: '1980-02-03',
      preferredLanguage: 'de',
      emails: [{ address: 'Known@home.example', types: [], preferred: true, segment: 'internal' }],
    },
  ]);
});
after(async () => {
  await house.close();
  await google.close();
});
afterEach(async () => {
  google.mend();
  await house.load([file()]);
});

const letters = () => house.parts.outbox?.letters() ?? [];

async function nextLetter(before: number) {
  for (const end = performance.now() + 5000; performance.now() < end; await wait(10)) {
    const [newest] = letters();
    if (letters().length > before && newest !== undefined) return newest;
  }
  throw new Error('No letter came.');
}

/** An account that nobody has; its address is verified unless said. */
function account(more: object = {}): string {
  const sub = `77${++accounts}`;
  const email = `person${accounts}@mail.example`;
  google.behave.account = { sub, email, email_verified: true, given_name: 'Ada', family_name: 'Lovelace', ...more };
  return email;
}

/** Signs in at Google; on the page that says that nobody is known. */
async function failed(browser: Browser = openBrowser()): Promise<{ browser: Browser; page: Answer }> {
  const sent = await browser.get(`${house.url}/demo/login/google`);
  const back = await google.authorize(sent.headers.get('location') ?? assert.fail(sent.body));
  return { browser, page: await browser.follow(await browser.get(back.href)) };
}

function offerOf(page: Answer): string | undefined {
  return links(page.body).find((href) => href.includes('/register?'));
}

async function onForm(): Promise<{ browser: Browser; form: Answer }> {
  const { browser, page } = await failed();
  const href = offerOf(page) ?? assert.fail(`no offer: ${page.body.slice(0, 600)}`);
  return { browser, form: await browser.get(new URL(href, page.url).href) };
}

const agreed = { terms: 'yes' };

async function recordOf(browser: Browser) {
  const { user = '' } = await meOf(house, browser);
  return (await house.parts.store.changes.record('demo', user)) ?? assert.fail('nobody is signed in');
}

async function auditOf(userId: string) {
  const entries = await Array.fromAsync(house.parts.store.trail.entries('demo', 'changes', { userId }));
  return entries[0];
}

describe('registering by a provider’s account', () => {
  test('makes a public user with a generated name and the provider’s id, and signs her in', async () => {
    const email = account();
    const { browser, form } = await onForm();
    for (const value of ['Ada', 'Lovelace', email]) assert.ok(form.body.includes(`value="${value}"`), value);
    const before = letters().length;
    const end = await browser.follow(
      await browser.submit(form, {
        ...agreed,
        birth_date: '1990-12-10',
        phone: '+49 30 12',
        street: 'Way 1',
        city: 'Town',
      }),
    );
    assert.equal(end.status, 200);
    const { user, identifiers } = await recordOf(browser);
    assert.match(user.primaryIdentifier, /^R[2-9B-Y]{7}$/);
    assert.deepEqual(
      [user.recordType, user.accountType, user.userGroup, user.name.last],
      ['public', 'internal', 'ONLINE', 'Lovelace'],
    );
    assert.deepEqual(
      [user.birthDate, user.phones[0]?.number, user.addresses[0]?.city],
      ['1990-12-10', '+49 30 12', 'Town'],
    );
    assert.deepEqual(
      identifiers.map(({ type, segment }) => [type, segment]),
      [
        ['primary', 'internal'],
        ['GOOGLE', 'internal'],
      ],
    );
    assert.equal(user.emails[0]?.address, email);
    assert.match(user.emails[0]?.provedAt ?? '', /^\d{4}-/);
    assert.ok((user.expiryDate ?? '') > new Date().toISOString().slice(0, 10));
    assert.match(user.notes[0]?.text ?? '', /^Registered herself on \d{4}-\d\d-\d\d, by “google”\.$/);
    const entry = await auditOf(user.id);
    assert.deepEqual(
      [entry?.action, entry?.who, entry?.via, entry?.detail?.facts?.['profile']],
      ['self-registered', 'system', 'self-registration', 'google'],
    );
    const welcome = await nextLetter(before);
    assert.deepEqual([welcome.to, welcome.subject], [email, 'Welcome to Demo Library']);
    assert.ok(welcome.text.includes(user.primaryIdentifier));
  });

  test('next time she is known', async () => {
    account();
    const first = await onForm();
    await first.browser.follow(await first.browser.submit(first.form, agreed));
    const again = await failed();
    assert.equal(again.page.status, 200);
    assert.equal((await meOf(house, again.browser)).user, (await meOf(house, first.browser)).user);
  });

  test('an address that the provider did not verify is proved by a code', async () => {
    account({ email_verified: false });
    const { browser, form } = await onForm();
    const before = letters().length;
    const email = `own${accounts}@else.example`;
    const codePage = await browser.follow(await browser.submit(form, { ...agreed, email }));
    assert.equal((await meOf(house, browser)).signedIn, false);
    const letter = await nextLetter(before);
    assert.equal(letter.to, email);
    const wrong = await browser.submit(codePage, { code: otherCode(codeIn(letter)) });
    assert.equal(wrong.status, 422);
    await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
    const { user } = await recordOf(browser);
    assert.equal(user.emails[0]?.address, email);
    assert.equal((await browser.submit(codePage, { code: codeIn(letter) })).status, 400, 'once');
  });

  test('an address that the provider verified is not proved by it when she writes another', async () => {
    account();
    const { browser, form } = await onForm();
    const page = await browser.follow(
      await browser.submit(form, { ...agreed, email: `other${accounts}@else.example` }),
    );
    assert.match(page.url, /register\/code/);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  test('five wrong codes end it, and the right one comes too late', async () => {
    account({ email_verified: false });
    const { browser, form } = await onForm();
    const before = letters().length;
    const codePage = await browser.follow(await browser.submit(form, agreed));
    const code = codeIn(await nextLetter(before));
    for (let tries = 0; tries < 5; tries++) await browser.submit(codePage, { code: otherCode(code) });
    assert.equal((await browser.submit(codePage, { code })).status, 400);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  test('a stranger who types the address of a user sees the same page, and the user gets another letter', async () => {
    const users = await house.parts.store.users.size('demo');
    const pages: string[] = [];
    const references: string[] = [];
    for (const email of ['known@HOME.example', `nobody${accounts}@home.example`]) {
      account({ email_verified: false });
      const { browser, form } = await onForm();
      const before = letters().length;
      const answer = await browser.submit(form, { ...agreed, email });
      const codePage = await browser.follow(answer);
      const letter = await nextLetter(before);
      references.push(referenceOf(codePage.body) ?? '');
      const wrong = await browser.submit(codePage, { code: '000000' });
      const plain = (page: Answer) =>
        page.body.replaceAll(email, 'ADDRESS').replaceAll(/id=[\w%-]+|[0-9A-Z]{5}-[0-9A-Z]{5}|\b(29|30)\b/g, '·');
      pages.push([answer.status, codePage.status, plain(codePage), wrong.status, plain(wrong)].join('\n'));
      if (email.startsWith('known')) {
        assert.equal(letter.to, 'Known@home.example');
        assert.match(letter.subject, /schon bei Demo-Bibliothek registriert/);
        assert.doesNotMatch(letter.text, /\b\d{3} \d{3}\b/);
        assert.match(letter.text, /\/demo\/login/);
      }
    }
    assert.equal(pages[0], pages[1]);
    assert.equal(await house.parts.store.users.size('demo'), users);
    const trace = await house.parts.store.journal.anyTrace(references[0] ?? '');
    assert.match(
      explainTrace(trace ?? assert.fail('no trace')),
      /VST_ALREADY_REGISTERED[\s\S]*she is told how to sign in/,
    );
  });

  test('an address that the provider verified and a user has makes no second record', async () => {
    account({ email: 'known@home.example' });
    const users = await house.parts.store.users.size('demo');
    const { browser, form } = await onForm();
    const page = await browser.follow(await browser.submit(form, agreed));
    assert.equal(page.status, 409);
    assert.match(await traceOf(house, page.body), /Self-registration: refused \(user known has the address\)/);
    assert.equal((await meOf(house, browser)).signedIn, false);
    assert.equal(await house.parts.store.users.size('demo'), users);
  });

  test('somebody of the same name and birthday is told to staff', async () => {
    account();
    const { browser, form } = await onForm();
    await browser.follow(
      await browser.submit(form, { ...agreed, given_name: 'known', family_name: 'PERSON', birth_date: '1980-02-03' }),
    );
    const { user } = await recordOf(browser);
    const known = (await house.parts.store.finding.byEmail('demo', 'known@home.example'))[0]?.id;
    assert.equal((await auditOf(user.id))?.detail?.facts?.['possibleDuplicates'], known);
  });

  test('of two windows with one account at once, one makes the user and both are her', async () => {
    account();
    const users = await house.parts.store.users.size('demo');
    const windows = await Promise.all([onForm(), onForm(), onForm()]);
    await Promise.all(windows.map(async ({ browser, form }) => browser.follow(await browser.submit(form, agreed))));
    const ids = await Promise.all(windows.map(async ({ browser }) => (await meOf(house, browser)).user));
    assert.ok(ids[0] !== undefined);
    assert.equal(new Set(ids).size, 1);
    assert.equal(await house.parts.store.users.size('demo'), users + 1);
  });

  test('of two windows with one account and two addresses, one makes the user', async () => {
    account({ email_verified: false });
    const users = await house.parts.store.users.size('demo');
    const windows: { browser: Browser; codePage: Answer; code: string }[] = [];
    for (const email of [`a${accounts}@two.example`, `b${accounts}@two.example`]) {
      const { browser, form } = await onForm();
      const before = letters().length;
      const codePage = await browser.follow(await browser.submit(form, { ...agreed, email }));
      windows.push({ browser, codePage, code: codeIn(await nextLetter(before)) });
    }
    await Promise.all(
      windows.map(async ({ browser, codePage, code }) => browser.follow(await browser.submit(codePage, { code }))),
    );
    const ids = await Promise.all(windows.map(async ({ browser }) => (await meOf(house, browser)).user));
    assert.ok(ids[0] !== undefined);
    assert.equal(new Set(ids).size, 1);
    assert.equal(await house.parts.store.users.size('demo'), users + 1);
  });

  test('one form that is sent eight times at once makes one user', async () => {
    account();
    const users = await house.parts.store.users.size('demo');
    const { browser, form } = await onForm();
    await Promise.all(Array.from({ length: 8 }, () => browser.submit(form, agreed)));
    assert.equal(await house.parts.store.users.size('demo'), users + 1);
  });

  test('is bound to the browser that proved the account', async () => {
    account();
    const { form } = await onForm();
    const other = openBrowser();
    await other.get(`${house.url}/demo/login`);
    assert.equal((await other.get(form.url)).status, 403);
    assert.equal((await other.post(form.url, { family_name: 'X', email: 'x@y.example', ...agreed })).status, 403);
  });

  test('a form with repeated, oversized or odd fields is refused, and an id that was made up is no registration', async () => {
    account();
    const { browser, form } = await onForm();
    const post = (body: string) =>
      fetch(form.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: house.url,
          cookie: [...browser.cookies(house.url)].map(([name, value]) => `${name}=${value}`).join('; '),
        },
      });
    assert.equal((await post('family_name=A&family_name=B&email=a%40b.example&terms=yes')).status, 400);
    assert.equal((await post(`family_name=${'A'.repeat(2001)}&terms=yes`)).status, 413);
    assert.equal((await post(`family_name=${'A'.repeat(40_000)}`)).status, 413);
    assert.equal((await post('__proto__=x&constructor=y&recordType=staff&userGroup=STAFF')).status, 422);
    assert.equal((await browser.get(`${house.url}/demo/register?id=${'A'.repeat(43)}`)).status, 400);
    assert.equal((await browser.get(`${house.url}/demo/register/code?id=x`)).status, 400);
    assert.equal((await browser.get(form.url)).status, 200, 'hers is still open');
  });

  test('is over when the profile is changed meanwhile', async () => {
    account();
    const { browser, form } = await onForm();
    await house.load([file({ userGroup: 'OTHER' })]);
    assert.equal((await browser.submit(form, agreed)).status, 403);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  const faults = [
    ['no last name', { family_name: ' ' }, 'family_name', /Last name: please fill it in/],
    ['no agreement', { terms: '' }, 'terms', /Please agree/],
    ['an address that is none', { email: 'a@b' }, 'email', /Email address: please check it/],
    ['a birthday to come', { birth_date: '2999-01-01' }, 'birth_date', /Date of birth: please check it/],
    ['a name that is a link', { given_name: 'see https://evil.example' }, 'given_name', /First name: please check it/],
    ['half an address', { city: 'Town' }, 'street', /Street and number: please fill it in/],
    ['a number that is none', { phone: 'call me' }, 'phone', /Telephone number: please check it/],
    ['a language that is not offered', { language: 'tlh' }, 'language', /please check it/],
  ] as const;
  for (const [what, typed, field, text] of faults) {
    test(`${what} is said at its field, and what she wrote stays`, async () => {
      account();
      const { browser, form } = await onForm();
      const page = await browser.submit(form, { ...agreed, given_name: 'Kept', ...typed });
      assert.equal(page.status, 422);
      assert.match(page.body, text);
      assert.match(page.body, new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
      if (field !== 'given_name') assert.match(page.body, /value="Kept"/);
      assert.equal((await meOf(house, browser)).signedIn, false);
    });
  }

  test('asks for what the library asks of every new record, where the form can', async () => {
    const { settings } = house.parts.store;
    const { version, values } = await settings.read('demo');
    const by = { who: 'operator', via: 'test' };
    await settings.write('demo', version, { mandatory: { public: ['phone', 'gender', 'identifier1'] } }, by);
    account();
    const { browser, form } = await onForm();
    assert.match((await browser.submit(form, agreed)).body, /Telephone number: please fill it in/);
    await browser.follow(await browser.submit(form, { ...agreed, phone: '030 123' }));
    assert.equal((await meOf(house, browser)).signedIn, true);
    await settings.write('demo', version + 1, { mandatory: values['mandatory'] ?? { public: [] } }, by);
  });
});

describe('registering is not offered', () => {
  test('to somebody who is known but may not come in, nor in a trial', async () => {
    account();
    await house.seed('demo', [
      { primaryIdentifier: 'off', identifiers: [{ type: 'GOOGLE', value: `77${accounts}`, status: 'inactive' }] },
    ]);
    const { page } = await failed();
    assert.equal(page.status, 403);
    assert.equal(offerOf(page), undefined);
    account();
    const browser = openBrowser();
    const isAway = (location: string) => !location.startsWith(house.url);
    const sent = await browser.follow(await browser.get(`${house.url}/demo/login/google/test`), isAway);
    const back = await google.authorize(sent.headers.get('location') ?? '');
    assert.equal(offerOf(await browser.follow(await browser.get(back.href))), undefined);
  });

  test('beside a profile that finds people by primary identifiers, also when nobody checked the file', async () => {
    const cas: Profile = {
      id: 'cas',
      kind: 'cas',
      label: 'CAS',
      server: 'https://cas.example/cas',
      match: { from: 'subject', to: 'primary' },
    };
    await house.load([file({}, [cas])]);
    account();
    assert.equal(offerOf((await failed()).page), undefined);
    await house.load([file({ primaryApartFrom: ['cas'] }, [cas])]);
    assert.notEqual(offerOf((await failed()).page), undefined);
  });
});

describe('limits of registering', () => {
  test('a source registers so often an hour, and is told so', async () => {
    await house.load([file({ limits: { ...limits, perSource: 1 } })]);
    account();
    const { browser, form } = await onForm();
    const page = await browser.submit(form, agreed);
    assert.equal(page.status, 429);
    assert.match(page.body, /Too many tries/);
    assert.match(page.body, /value="Lovelace"/);
  });

  test('all together register so often a day', async () => {
    await house.load([file({ limits: { ...limits, perInstitution: 1 } })]);
    account();
    const { browser, form } = await onForm();
    assert.equal((await browser.submit(form, agreed)).status, 429);
  });

  test('an address gets so many letters a day, and the page says nothing of it', async () => {
    await house.load([file({ limits: { ...limits, perAddress: 1 } })]);
    account({ email_verified: false });
    const { browser, form } = await onForm();
    const email = `often${accounts}@mail.example`;
    const before = letters().length;
    await browser.follow(await browser.submit(form, { ...agreed, email }));
    await nextLetter(before);
    const second = await browser.follow(await browser.submit(form, { ...agreed, email }));
    assert.equal(second.status, 200);
    await wait(400);
    assert.equal(letters().length, before + 1);
    const trace = await house.parts.store.journal.anyTrace(referenceOf(second.body) ?? '');
    assert.match(explainTrace(trace ?? assert.fail('no trace')), /VST_TOO_MANY_REQUESTS/);
  });
});

describe('registering by mail', () => {
  async function askedBy(email: string, path = 'login/mail', browser = openBrowser()) {
    const page = await browser.follow(await browser.get(`${house.url}/demo/${path}`));
    const before = letters().length;
    const codePage = await browser.follow(await browser.submit(page, { email }));
    return { browser, codePage, before };
  }

  test('who reads the mail of an address that nobody has becomes a user with it, and signs in by it next time', async () => {
    const email = 'new@mail.example';
    const { browser, codePage, before } = await askedBy(email);
    const letter = await nextLetter(before);
    assert.equal(letter.to, email);
    const form = await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
    assert.match(form.url, /\/register\?id=/);
    assert.equal((await meOf(house, browser)).signedIn, false);
    await browser.follow(await browser.submit(form, { family_name: 'New', email: 'another@mail.example' }));
    const { user, identifiers } = await recordOf(browser);
    assert.deepEqual(
      user.emails.map(({ address }) => address),
      [email],
      'the address that was proved, whatever the form says',
    );
    assert.deepEqual(
      identifiers.map(({ type }) => type),
      ['primary'],
    );
    const again = await askedBy(email);
    await again.browser.follow(
      await again.browser.submit(again.codePage, { code: codeIn(await nextLetter(again.before)) }),
    );
    assert.equal((await meOf(house, again.browser)).user, user.id);
  });

  test('an address that stands unproved in a record registers nobody', async () => {
    const { codePage, before } = await askedBy('known@home.example');
    await wait(400);
    assert.equal(letters().length, before);
    const trace = await house.parts.store.journal.anyTrace(referenceOf(codePage.body) ?? '');
    assert.match(explainTrace(trace ?? assert.fail('no trace')), /VST_NOT_KNOWN_HERE/);
  });

  test('a trial of the profile registers nobody, and sends no letter to a stranger', async () => {
    const { codePage, before } = await askedBy('trial@mail.example', 'login/mail/test');
    await wait(400);
    assert.equal(letters().length, before);
    assert.match(codePage.url, /\/code\?/, 'the answer is the same');
    const trace = await house.parts.store.journal.anyTrace(referenceOf(codePage.body) ?? '');
    assert.match(explainTrace(trace ?? assert.fail('no trace')), /VST_NOT_KNOWN_HERE/);
  });

  test('of two windows with one address, one registers', async () => {
    const users = await house.parts.store.users.size('demo');
    const email = 'pair@mail.example';
    const first = await askedBy(email);
    const code = codeIn(await nextLetter(first.before));
    const form = await first.browser.follow(await first.browser.submit(first.codePage, { code }));
    const second = await askedBy(email);
    const otherForm = await second.browser.follow(
      await second.browser.submit(second.codePage, { code: codeIn(await nextLetter(second.before)) }),
    );
    const ends = await Promise.all([
      first.browser.submit(form, { family_name: 'Pair' }),
      second.browser.submit(otherForm, { family_name: 'Pair' }),
    ]);
    assert.deepEqual(new Set(ends.map(({ status }) => status)), new Set([303, 409]));
    assert.equal(await house.parts.store.users.size('demo'), users + 1);
  });
});

test('the log knows nothing of what people wrote', () => {
  assert.doesNotMatch(house.logs.join(''), /Lovelace|@mail\.example|@home\.example|Kept/);
});

// A person who forgot her password is mailed a link to set a new one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { address, type EmailLibrary, startEmailLibrary, whoIs } from '../support/email-login.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { referenceOf, referencePattern } from '../support/reference.ts';
import { startVestibule } from '../support/vestibule.ts';

const password = 'correct horse battery staple';
const chosen = 'four unrelated garden words';
let library: EmailLibrary;

before(async () => {
  library = await startEmailLibrary();
  const external = { accountType: 'external', owningSystem: 'SIS' } as const;
  const lock = { at: '2026-01-01T00:00:00Z', by: 'staff' };
  await library.vestibule.seed('demo', [
    {
      primaryIdentifier: 'ada',
      password,
      emails: [address('old@uni.example', { preferred: false }), address('ada@uni.example')],
      identifiers: [{ type: 'BARCODE', value: '29301' }],
    },
    { primaryIdentifier: 'bea', password, emails: [address('bea@uni.example')] },
    { primaryIdentifier: 'new', emails: [address('new@uni.example')] },
    { primaryIdentifier: 'unproved', password, emails: [address('un@uni.example', { provedAt: undefined })] },
    { primaryIdentifier: 'locked', password, signInLock: lock, emails: [address('locked@uni.example')] },
    { primaryIdentifier: 'sis', ...external, emails: [address('sis@uni.example')] },
    { primaryIdentifier: 'twin-1', password, emails: [address('twins@uni.example')] },
    { primaryIdentifier: 'twin-2', password, emails: [address('twins@uni.example')] },
    { primaryIdentifier: 'cat@uni.example', password, emails: [address('cat@uni.example')] },
    { primaryIdentifier: 'dog@uni.example', password, emails: [address('dog@uni.example')] },
    { primaryIdentifier: 'thief', password, emails: [address('dog@uni.example')] },
  ]);
});
after(() => library.close());

async function ask(name: string) {
  const browser = openBrowser();
  const page = await browser.get(`${library.url}/demo/reset/ask`);
  return { browser, answer: await browser.submit(page, { name }) };
}

async function mailTo(name: string): Promise<string | undefined> {
  const before = library.letters().length;
  await ask(name);
  await library.quiet();
  return library.letters().length > before ? library.letters()[0]?.to : undefined;
}

describe('a link for a new password', () => {
  test('sets one, in any browser, and signs in with it afterwards', async () => {
    const before = library.letters().length;
    await ask('bea');
    const letter = await library.nextLetter(before);
    assert.equal(letter.kind, 'password-reset');
    assert.match(letter.text, /60 minutes/);
    const link = /https?:\/\/\S+\/reset\?token=\S+/.exec(letter.text)?.[0] ?? '';
    const browser = openBrowser();
    const page = await browser.get(link);
    assert.equal(page.status, 200);
    assert.equal((await browser.submit(page, { password: chosen })).status, 200);
    const form = await browser.follow(await browser.get(`${library.url}/demo/login/library`));
    await browser.submit(form, { username: 'bea', password: chosen });
    assert.equal(await whoIs(library, browser), 'bea');
    assert.equal((await browser.get(link)).status, 400, 'once');
  });

  for (const [name, to, why] of [
    ['ada', 'ada@uni.example', 'her name: to the preferred of her proved addresses'],
    ['29301', 'ada@uni.example', 'any identifier that the password takes'],
    ['OLD@uni.example', 'old@uni.example', 'an address of hers: to that one'],
    ['new', 'new@uni.example', 'a user who has no password yet'],
    ['cat@uni.example', 'cat@uni.example', 'a name that is her address, too'],
  ] as const)
    test(`goes out for ${why}`, async () => assert.equal(await mailTo(name), to));

  for (const [name, why] of [
    ['nobody', 'a name that nobody has'],
    ['nobody@uni.example', 'an address that nobody has'],
    ['unproved', 'a user whose address nobody proved'],
    ['locked', 'a user with a sign-in lock'],
    ['sis', 'an external user who has no password here'],
    ['twins@uni.example', 'an address that two users have'],
    ['dog@uni.example', 'a name that is the address of somebody else, too'],
  ] as const)
    test(`goes out to nobody for ${why}`, async () => assert.equal(await mailTo(name), undefined));

  test('is answered the same for every name', async () => {
    const seen = new Set<string>();
    for (const name of ['ada', 'nobody', 'locked', 'twins@uni.example']) {
      const { answer } = await ask(name);
      const page = answer.body.replaceAll(name, 'NAME').replaceAll(referencePattern, 'CODE');
      seen.add(`${answer.status} ${page}`);
    }
    assert.equal(seen.size, 1);
  });

  test('leaves a trace under the code that the page shows, without the typed name of nobody', async () => {
    const { answer } = await ask('my secret password');
    const code = referenceOf(answer.body) ?? '';
    await library.quiet();
    const trace = await library.vestibule.parts.store.journal.trace('demo', code);
    assert.equal(trace?.outcome, 'VST_NOT_KNOWN_HERE');
    assert.doesNotMatch(JSON.stringify(trace), /secret password/);
  });
});

describe('the way to it', () => {
  test('stands where a password was refused', async () => {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${library.url}/demo/login/library`));
    const refused = await browser.submit(form, { username: 'ada', password: 'wrong' });
    assert.equal(refused.status, 401);
    assert.match(refused.body, /Forgot your password\?/);
    const href = links(refused.body).find((one) => one.endsWith('/reset/ask')) ?? '';
    assert.equal((await browser.get(new URL(href, refused.url).href)).status, 200);
  });

  test('stands nowhere without mail, or where the library does not want it', async () => {
    const wanted = { mail: { engine: 'outbox', from: 'a@lib.example' } } as const;
    const off = { mail: { passwordReset: { enabled: false } } };
    for (const [installation, parts] of [
      [{}, {}],
      [wanted, off],
    ] as const) {
      const vestibule = await startVestibule({ institutions: () => [libraryOf(parts)], installation });
      try {
        const browser = openBrowser();
        assert.equal((await browser.get(`${vestibule.url}/demo/reset/ask`)).status, 404);
        const form = await browser.follow(await browser.get(`${vestibule.url}/demo/login/library`));
        const refused = await browser.submit(form, { username: 'ada', password: 'wrong' });
        assert.doesNotMatch(refused.body, /Forgot your password/);
      } finally {
        await vestibule.close();
      }
    }
  });
});

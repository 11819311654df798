// A person signs in by a mail: the code where she began, or the link in the same browser. Over real HTTP and real stores.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { explainTrace } from '../../src/resolution/explain.ts';
import { openBrowser } from '../support/browse.ts';
import {
  address,
  askForMail,
  beginByMail,
  codeIn,
  type EmailLibrary,
  formsOf,
  linkIn,
  otherCode,
  startEmailLibrary,
  whoIs,
} from '../support/email-login.ts';
import { referenceOf } from '../support/reference.ts';

let library: EmailLibrary;

before(async () => {
  library = await startEmailLibrary({ limits: { perAddress: 100, perSource: 1000, wrongCodes: 10_000 } });
  await library.vestibule.seed('demo', [
    { primaryIdentifier: 'ada', name: { first: 'Ada', last: 'Lovelace' }, emails: [address('Ada.L@Uni.example')] },
    { primaryIdentifier: 'bea', emails: [address('bea@uni.example')] },
  ]);
});
after(() => library.close());

/** Asks by the address and gives what came. */
async function mailed(email = 'ada.l@uni.example') {
  const before = library.letters().length;
  const asked = await askForMail(library, email);
  return { ...asked, letter: await library.nextLetter(before) };
}

describe('signing in by the code of a mail', () => {
  test('lets in who types the code where she began', async () => {
    const { browser, codePage, letter } = await mailed();
    const answer = await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
    assert.equal(answer.status, 200);
    assert.equal(await whoIs(library, browser), 'ada');
  });

  test('mails to the address as it stands in the record, not as it was typed', async () => {
    const { letter } = await mailed('ADA.L@uni.EXAMPLE');
    assert.equal(letter.to, 'Ada.L@Uni.example');
  });

  test('takes the code as people type it: with blanks, dashes, full-width and Arabic digits', async () => {
    const forms = [
      (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} `,
      (code: string) => `${code.slice(0, 2)}-${code.slice(2, 4)}–${code.slice(4)}`,
      (code: string) => Array.from(code, (digit) => String.fromCharCode(0xff10 + Number(digit))).join(''),
      (code: string) => Array.from(code, (digit) => String.fromCharCode(0x660 + Number(digit))).join(''),
    ];
    for (const form of forms) {
      const { browser, codePage, letter } = await mailed();
      await browser.follow(await browser.submit(codePage, { code: form(codeIn(letter)) }));
      assert.equal(await whoIs(library, browser), 'ada', form('123456'));
    }
  });

  test('says in the mail when and from where it was asked for, and for how long it is good', async () => {
    const { letter } = await mailed();
    const year = String(new Date().getUTCFullYear());
    for (const body of [letter.text, letter.html]) {
      assert.match(body, new RegExp(`${year}.*UTC`));
      assert.match(body, /127\.0\.0\.1/);
      assert.match(body, /30 minutes/);
    }
  });

  test('takes a code once', async () => {
    const { browser, codePage, letter } = await mailed();
    await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
    const again = await browser.submit(codePage, { code: codeIn(letter) });
    assert.equal(again.status, 400);
  });

  test('of racing uses of one code, one signs in', async () => {
    const { browser, codePage, letter } = await mailed();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => browser.submit(codePage, { code: codeIn(letter) })),
    );
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
  });

  test('goes on after a wrong code, says how many tries are left, and ends the attempt at the fifth', async () => {
    const { browser, codePage, letter } = await mailed();
    for (const left of [4, 3, 2, 1]) {
      const page = await browser.submit(codePage, { code: otherCode(codeIn(letter)) });
      assert.equal(page.status, 422);
      assert.match(page.body, left === 1 ? /one more try/ : new RegExp(`${left} more tries`));
    }
    const last = await browser.submit(codePage, { code: otherCode(codeIn(letter)) });
    assert.equal(last.status, 429);
    const late = await browser.submit(codePage, { code: codeIn(letter) });
    assert.equal(late.status, 400);
    assert.equal((await openBrowser().get(linkIn(letter))).status, 400, 'the link died with it');
    assert.equal(await whoIs(library, browser), undefined);
  });

  test('of a crowd of wrong codes at once, no more than five are compared', async () => {
    const { browser, codePage, letter } = await mailed();
    const code = codeIn(letter);
    const wrong = Array.from({ length: 20 }, () => browser.submit(codePage, { code: otherCode(code) }));
    await Promise.all(wrong);
    assert.equal((await browser.submit(codePage, { code })).status, 400);
    assert.equal(await whoIs(library, browser), undefined);
  });

  test('takes a code only in the browser that asked', async () => {
    const { codePage, letter } = await mailed();
    const other = openBrowser();
    await other.get(`${library.url}/demo/login`);
    const answer = await other.post(codePage.url, { code: codeIn(letter) });
    assert.equal(answer.status, 403);
    assert.equal(await whoIs(library, other), undefined);
  });

  test('ends the mail before when another is asked for: in this window, and in any other', async () => {
    const first = await mailed();
    const second = await mailed();
    const stale = await first.browser.submit(first.codePage, { code: codeIn(first.letter) });
    assert.equal(stale.status, 400);
    const before = library.letters().length;
    const again = await second.browser.get(second.codePage.url.replace('/code?', '/email?'));
    await second.browser.follow(await second.browser.submit(again, { email: 'ada.l@uni.example' }));
    const third = await library.nextLetter(before);
    assert.equal((await second.browser.submit(second.codePage, { code: codeIn(second.letter) })).status, 422);
    await second.browser.follow(await second.browser.submit(second.codePage, { code: codeIn(third) }));
    assert.equal(await whoIs(library, second.browser), 'ada');
  });

  test('ends the mail before also when the new one is for another address', async () => {
    const { browser, codePage, letter } = await mailed();
    const again = await browser.get(codePage.url.replace('/code?', '/email?'));
    await browser.follow(await browser.submit(again, { email: 'nobody@uni.example' }));
    assert.equal((await browser.get(linkIn(letter))).status, 400);
    assert.equal((await browser.submit(codePage, { code: codeIn(letter) })).status, 422);
  });

  test('keeps neither code nor link in the records of the attempt', async () => {
    const { letter } = await mailed();
    const secrets = [codeIn(letter), linkIn(letter).split('.').at(-1) ?? '?'];
    const kept = library.vestibule.logs.join('\n');
    for (const secret of secrets) assert.ok(!kept.includes(secret));
  });
});

describe('signing in by the link of a mail', () => {
  test('shows one button where she began, and signs in when it is pressed', async () => {
    const { browser, letter } = await mailed();
    const page = await browser.get(linkIn(letter));
    assert.equal(page.status, 200);
    assert.equal(formsOf(page).length, 1);
    assert.equal(await whoIs(library, browser), undefined, 'looking signs nobody in');
    await browser.follow(await browser.submit(page));
    assert.equal(await whoIs(library, browser), 'ada');
  });

  test('in any other browser shows no button and nothing of whose it is, and spends nothing', async () => {
    const { browser, codePage, letter } = await mailed();
    const other = openBrowser();
    const page = await other.get(linkIn(letter));
    assert.equal(page.status, 200);
    assert.deepEqual(formsOf(page), []);
    assert.doesNotMatch(page.body, /ada|uni\.example/i);
    assert.match(page.body, /window where you began/);
    await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
    assert.equal(await whoIs(library, browser), 'ada');
  });

  test('a form posted from any other browser signs nobody in and spends nothing', async () => {
    const { browser, letter } = await mailed();
    const link = new URL(linkIn(letter));
    const fields = { t: link.searchParams.get('t') ?? '' };
    for (const other of [openBrowser(), (await beginByMail(library)).browser]) {
      const answer = await other.post(link.origin + link.pathname, fields);
      assert.equal(answer.status, 403);
      assert.equal(await whoIs(library, other), undefined);
    }
    await browser.follow(await browser.submit(await browser.get(link.href)));
    assert.equal(await whoIs(library, browser), 'ada');
  });

  test('a scanner that looks and presses ten times before her neither signs in nor stops her', async () => {
    const { browser, letter } = await mailed();
    const link = linkIn(letter);
    for (let round = 0; round < 10; round++) {
      const scanner = openBrowser();
      await fetch(link, { method: 'HEAD' });
      const page = await scanner.get(link);
      for (const form of formsOf(page)) await scanner.post(new URL(form.action, page.url).href, form.fields);
      const { searchParams, origin, pathname } = new URL(link);
      await scanner.post(origin + pathname, { t: searchParams.get('t') ?? '' });
      assert.equal(await whoIs(library, scanner), undefined);
    }
    await browser.follow(await browser.submit(await browser.get(link)));
    assert.equal(await whoIs(library, browser), 'ada');
  });

  test('a form of another site is refused, also in her browser', async () => {
    const { browser, letter } = await mailed();
    const link = new URL(linkIn(letter));
    const fields = { t: link.searchParams.get('t') ?? '' };
    const answer = await browser.post(link.origin + link.pathname, fields, 'https://evil.example/');
    assert.equal(answer.status, 403);
    assert.equal(await whoIs(library, browser), undefined);
  });

  test('is over once the code was used, and the code once the link was', async () => {
    const byCode = await mailed();
    await byCode.browser.follow(await byCode.browser.submit(byCode.codePage, { code: codeIn(byCode.letter) }));
    assert.equal((await byCode.browser.get(linkIn(byCode.letter))).status, 400);
    const byLink = await mailed();
    await byLink.browser.follow(await byLink.browser.submit(await byLink.browser.get(linkIn(byLink.letter))));
    assert.equal((await byLink.browser.submit(byLink.codePage, { code: codeIn(byLink.letter) })).status, 400);
  });

  test('refuses a changed link', async () => {
    const { browser, letter } = await mailed();
    const link = linkIn(letter);
    const other = await mailed('bea@uni.example');
    const [id] = new URL(link).searchParams.get('t')?.split('.') ?? [];
    const secret = new URL(linkIn(other.letter)).searchParams.get('t')?.split('.')[1];
    const base = link.slice(0, link.indexOf('t=') + 2);
    for (const t of [`${id}.${secret}`, `${id}.`, `${id}`, '', '.', `${id}.x.y`, 'a'.repeat(400)]) {
      assert.equal((await browser.get(base + t)).status, 400, t);
    }
  });

  test('brings nobody to another library, nor to another profile', async () => {
    const { browser, letter } = await mailed();
    const link = linkIn(letter);
    assert.notEqual((await browser.get(link.replace('/login/mail/', '/login/library/'))).status, 200);
  });
});

describe('the trace', () => {
  test('of a sign-in says whose the address was and why it counted', async () => {
    const { browser, codePage, letter } = await mailed();
    await browser.follow(await browser.submit(codePage, { code: codeIn(letter) }));
    const [entry] = await library.vestibule.parts.store.journal.auditOf('demo', 1);
    assert.equal(entry?.action, 'sign-in');
    const trace = await library.vestibule.parts.store.journal.trace('demo', entry.trace ?? '');
    assert.ok(trace !== undefined);
    const told = explainTrace(trace);
    assert.match(told, /internal vouched for a person, by profile mail/);
    assert.match(told, /verified email: “Ada\.L@Uni\.example”/);
    assert.match(told, /address of ada: passed \(proved 2026-01-01/);
    assert.match(told, /Decided: matched/);
  });

  test('of a mail stands under the code that the page shows', async () => {
    const { codePage } = await mailed();
    const code = referenceOf(codePage.body) ?? '';
    await library.quiet();
    const trace = await library.vestibule.parts.store.journal.trace('demo', code);
    assert.equal(trace?.outcome, 'mailed');
  });
});

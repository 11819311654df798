// In which language a person is answered, over HTTP: by what her browser reads, what she chose, and in faults too.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { messageLanguages } from '../../src/web/messages.ts';
import { openBrowser } from '../support/browse.ts';
import { address, askForMail, codeIn, type EmailLibrary, startEmailLibrary, whoIs } from '../support/email-login.ts';

let library: EmailLibrary;

before(async () => {
  library = await startEmailLibrary({}, { languages: [...messageLanguages] });
  await library.vestibule.seed('demo', [{ primaryIdentifier: 'ada', emails: [address('ada@uni.example')] }]);
});
after(() => library.close());

async function opened(path: string, acceptLanguage: string) {
  const answer = await fetch(`${library.url}${path}`, {
    headers: { 'accept-language': acceptLanguage, accept: 'text/html' },
  });
  const page = await answer.text();
  return { page, language: /<html lang="([^"]+)" dir="([^"]+)">/.exec(page)?.slice(1).join(' ') };
}

describe('a page over HTTP', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['iw-IL, en;q=0.8', 'he rtl'],
    ['ar-EG', 'ar rtl'],
    ['zh-TW, zh;q=0.9, en;q=0.8', 'zh-Hans ltr'],
    ['fr-CA, fr;q=0.9', 'fr ltr'],
    ['es-MX', 'es ltr'],
    ['pt', 'en ltr'],
  ];
  for (const [accepted, language] of cases) {
    test(`is ${language} for ${accepted}, and so is the page of a fault`, async () => {
      assert.equal((await opened('/demo/reset/ask', accepted)).language, language);
      const fault = await opened('/demo/no-such-page', accepted);
      assert.equal(fault.language, language);
      assert.match(fault.page, /404/);
      assert.equal((await opened('/no-such-library', accepted)).language, language, 'without a library');
    });
  }

  test('is as she chose, from then on', async () => {
    const browser = openBrowser();
    await browser.get(`${library.url}/demo/reset/ask?lang=he`);
    const next = await browser.get(`${library.url}/demo/reset/ask`);
    assert.match(next.body, /<html lang="he" dir="rtl">/);
    assert.match(next.body, /<h1>שכחתם את הסיסמה\?<\/h1>/);
  });
});

describe('a code from a mail', () => {
  for (const [script, digits] of [
    ['Arabic-Indic', '٠١٢٣٤٥٦٧٨٩'],
    ['Persian', '۰۱۲۳۴۵۶۷۸۹'],
    ['full-width', '０１２３４５６７８９'],
  ] as const) {
    test(`is taken in ${script} digits`, async () => {
      const before = library.letters().length;
      const { browser, codePage } = await askForMail(library, 'ada@uni.example');
      const letter = await library.nextLetter(before);
      const typed = [...codeIn(letter)].map((digit) => [...digits][Number(digit)]).join('');
      await browser.follow(await browser.submit(codePage, { code: `\u2068${typed}\u2069` }));
      assert.equal(await whoIs(library, browser), 'ada');
    });
  }
});

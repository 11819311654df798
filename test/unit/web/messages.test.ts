import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { errorCatalogue } from '../../../src/domain/errors.ts';
import {
  hasCatalogue,
  type MessageKey,
  messageLanguages,
  translatorFor,
  translatorOf,
} from '../../../src/web/messages.ts';
import { argumentsOf, missingForms, textsOf } from '../../support/message-texts.ts';
import { sampleFrame, samplePages } from '../../support/sample-pages.ts';

const english = textsOf('en');
const keys = Object.keys(english) as MessageKey[];

/** Words of an account that is not there, locked or inactive. */
const tells =
  /locked|unknown|exist|found|gesperrt|unbekannt|existier|gefunden|inacti|inaktiv|bloqu|inconnu|introuvable|desconoc|encontr|锁定账|不存在|未知|停用|مقفل|موجود|معروف|נעול|קיים|מוכר/i;

describe('the message catalogues', () => {
  for (const language of messageLanguages) {
    const texts = textsOf(language);

    test(`${language} has exactly the English keys, in the English order`, () => {
      assert.deepEqual(Object.keys(texts), keys);
    });

    test(`${language} takes exactly the English arguments`, () => {
      for (const [key, text] of Object.entries(texts))
        assert.deepEqual(argumentsOf(text), argumentsOf(english[key] ?? ''), key);
    });

    test(`${language} has every form of its plurals`, () => {
      for (const [key, text] of Object.entries(texts)) assert.deepEqual(missingForms(text, language), [], key);
    });

    test(`${language} says nothing in English that English says in words`, () => {
      // What is the same in both: a name, an abbreviation, or nothing but values.
      const same = keys.filter((key) => language !== 'en' && texts[key] === english[key]);
      const few =
        /^(frame\.title|me\.matchedValue|methods\.by|test\.title|test\.attribute|error\.status|signIn\.titleWithError|upstreams\.pages|terminal\.withCode)$/;
      assert.deepEqual(
        same.filter((key) => !few.test(key)),
        [],
      );
    });

    test(`${language} sets its own quotation marks, apostrophes and spaces`, () => {
      const straight = Object.entries(texts).filter(([, text]) =>
        /['"]|\s[!?;]|^\s|\s$|\s\s/.test(text.replaceAll('\u202f', '')),
      );
      assert.deepEqual(straight, []);
    });

    test(`${language} words every error, as a title and as what to do`, () => {
      for (const code of Object.keys(errorCatalogue)) {
        for (const part of ['title', 'text'])
          assert.match(texts[`error.${code}.${part}`] ?? '', /\S/, `error.${code}.${part}`);
      }
    });

    test(`${language} does not tell whether an account exists before the password was right`, () => {
      const text = `${texts['error.VST_CREDENTIALS_REFUSED.title']} ${texts['error.VST_CREDENTIALS_REFUSED.text']}`;
      assert.doesNotMatch(text, tells);
    });
  }

  test('hold no error that the catalogue of errors does not have', () => {
    const codes = keys.filter((key) => key.startsWith('error.VST_')).map((key) => key.split('.')[1] ?? '');
    assert.deepEqual([...new Set(codes)].sort(), Object.keys(errorCatalogue).sort());
  });

  test('hold no key that no page shows', () => {
    const shown = new Set<string>();
    samplePages(sampleFrame('en'), (key) => {
      shown.add(key);
      return key;
    });
    // Letters translate for themselves, in the language of whom they go to.
    for (const file of ['src/mail/compose.ts', 'src/login/email/asked.ts'])
      for (const [, key = ''] of readFileSync(file, 'utf8').matchAll(/translate\('(letter\.[^']+)'/g)) shown.add(key);
    // Terminals show one line of text, and no page.
    for (const file of globSync('src/relying-parties/sip2/*.ts'))
      for (const [, key = ''] of readFileSync(file, 'utf8').matchAll(/'(terminal\.[^']+)'/g)) shown.add(key);
    assert.deepEqual(
      keys.filter((key) => !shown.has(key)),
      [],
    );
  });
});

describe('a translator', () => {
  test('speaks the base language of a tag, and English where there is no catalogue', () => {
    assert.equal(translatorFor('de-AT')('signIn.title'), 'Anmelden');
    assert.equal(translatorFor('fr-CA')('signIn.title'), 'Se connecter');
    assert.equal(translatorFor('pt')('signIn.title'), 'Sign in');
    assert.equal(hasCatalogue('de-AT'), true);
    for (const tag of ['constructor', 'en.json', '../en', '', 'pt']) assert.equal(hasCatalogue(tag), false, tag);
  });

  test('knows old names of a language, and takes no script for another', () => {
    assert.equal(translatorFor('iw')('signIn.title'), 'כניסה');
    assert.equal(translatorFor('zh-CN')('signIn.title'), '登录');
    assert.deepEqual(['zh', 'zh-Hans', 'zh-SG', 'zh-TW', 'zh-Hant', 'zh-HK'].map(hasCatalogue), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('counts as the country does', () => {
    const left = { left: 3 };
    assert.match(translatorFor('ar')('email.code.wrong.text', left), /^بقيت لك 3 محاولات\./);
    assert.match(translatorFor('ar-EG')('email.code.wrong.text', left), /^بقيت لك ٣ محاولات\./);
    assert.match(translatorFor('ar')('email.code.wrong.text', { left: 2 }), /^بقيت لك محاولتان\./);
    assert.match(translatorFor('he')('email.code.wrong.text', { left: 2 }), /^נותרו לכם שני ניסיונות\./);
  });

  test('says in English what a catalogue does not have', () => {
    const { 'signIn.title': _, ...rest } = textsOf('fr');
    assert.equal(translatorOf(rest, 'fr')('signIn.title'), 'Sign in');
  });

  test('keeps a value of the other writing direction apart from the sentence', () => {
    assert.equal(translatorFor('he')('me.greeting', { name: 'Ada (2)' }), 'נכנסתם בתור \u2068Ada (2)\u2069');
    assert.equal(translatorFor('en')('me.greeting', { name: 'מרים' }), 'Signed in as \u2068מרים\u2069');
    assert.equal(translatorFor('en')('me.greeting', { name: 'Ada' }), 'Signed in as Ada');
  });

  test('takes no address of a page and no count apart', () => {
    const contact = 'https://library.example/help';
    assert.match(translatorFor('ar')('letter.method.contact', { contact }), / https:\/\/library\.example\/help$/);
    assert.match(translatorFor('ar')('letter.password-reset.once', { minutes: '30' }), / 30 دقيقة\.$/);
  });

  test('refuses a message whose argument was forgotten', () => {
    assert.throws(() => translatorFor('en')('me.greeting'));
  });

  test('takes markup in a text and in an argument as plain text', () => {
    const translate = translatorOf({ ...english, 'me.greeting': '<b>{name}</b>' }, 'en');
    assert.equal(translate('me.greeting', { name: '<i>{x}</i>' }), '<b><i>{x}</i></b>');
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { directionOf } from '../../../src/web/direction.ts';
import { chooseLanguage, contentLanguage, localized, offeredLanguages } from '../../../src/web/languages.ts';

const wishes = { query: undefined, cookie: undefined, acceptLanguage: undefined, offered: ['de', 'en'] };

describe('the language of a page', () => {
  test('is the one asked for, and worth keeping', () => {
    const chosen = chooseLanguage({ ...wishes, query: 'en', cookie: 'de', acceptLanguage: 'de' });
    assert.deepEqual(chosen, { language: 'en', chosen: true });
  });

  test('is the one kept, before what the browser says', () => {
    const chosen = chooseLanguage({ ...wishes, cookie: 'en', acceptLanguage: 'de' });
    assert.deepEqual(chosen, { language: 'en', chosen: false });
  });

  const accepted: readonly (readonly [string, string])[] = [
    ['fr, en;q=0.8, de;q=0.9', 'de'],
    ['en-GB', 'en'],
    ['EN', 'en'],
    ['de;q=0, en;q=0.1', 'en'],
    ['de;q=nonsense, en', 'en'],
    ['*', 'de'],
    ['', 'de'],
    [`${'x,'.repeat(600)}en`, 'de'],
  ];
  for (const [header, language] of accepted) {
    test(`is ${language} for "${header.slice(0, 30)}"`, () => {
      assert.equal(chooseLanguage({ ...wishes, acceptLanguage: header }).language, language);
    });
  }

  test('is never one that is not offered or has no texts', () => {
    assert.equal(chooseLanguage({ ...wishes, query: 'pt', offered: ['pt', 'en'] }).language, 'en');
    assert.equal(chooseLanguage({ ...wishes, query: 'fr' }).language, 'de');
    assert.equal(chooseLanguage({ ...wishes, query: 'en', offered: ['de'] }).language, 'de');
    assert.equal(chooseLanguage({ ...wishes, offered: ['pt'] }).language, 'en');
    assert.deepEqual(offeredLanguages(['pt', 'de-AT', 'zh-TW', 'en']), ['de-AT', 'en']);
  });

  const everywhere: readonly (readonly [string, string])[] = [
    ['fr-CA, en;q=0.5', 'fr'],
    ['ar-EG,ar;q=0.9,en-US;q=0.8', 'ar'],
    ['iw, en;q=0.9', 'he'],
    ['iw-IL', 'he'],
    ['zh-TW, zh;q=0.9, en;q=0.8', 'zh'],
    ['zh-Hans-CN', 'zh'],
    ['es-419, en', 'es'],
    ['pt-BR, es;q=0.7, en;q=0.3', 'es'],
  ];
  for (const [header, language] of everywhere) {
    test(`is ${language} for "${header}" where every language is offered`, () => {
      const offered = ['en', 'de', 'fr', 'es', 'zh', 'ar', 'he'];
      assert.equal(chooseLanguage({ ...wishes, acceptLanguage: header, offered }).language, language);
    });
  }

  test('is of the script that is read, where several are offered', () => {
    assert.equal(
      chooseLanguage({ ...wishes, acceptLanguage: 'zh-CN', offered: ['en', 'zh-SG', 'zh-Hans'] }).language,
      'zh-SG',
    );
    assert.equal(localized({ 'zh-Hans': 'simplified', 'zh-Hant': 'traditional' }, 'zh-TW'), 'traditional');
    assert.equal(localized({ 'zh-Hant': 'traditional', 'zh-Hans': 'simplified' }, 'zh'), 'simplified');
  });

  test('is Chinese in simplified characters by its tag', () => {
    assert.deepEqual(['zh', 'zh-Hans', 'zh-CN', 'de'].map(contentLanguage), ['zh-Hans', 'zh-Hans', 'zh-CN', 'de']);
  });

  test('may be a variety of the one asked for', () => {
    assert.equal(chooseLanguage({ ...wishes, query: 'de', offered: ['en', 'de-AT'] }).language, 'de-AT');
  });
});

describe('a text of several languages', () => {
  test("is the page's, or its base language's, or the one for all, or English, or any", () => {
    assert.equal(localized({ en: 'a', de: 'b' }, 'de-AT'), 'b');
    assert.equal(localized({ und: 'a' }, 'de'), 'a');
    assert.equal(localized({ fr: 'f', en: 'a' }, 'de'), 'a');
    assert.equal(localized({ fr: 'f' }, 'de'), 'f');
    assert.equal(localized({}, 'de'), '');
  });
});

describe('the direction', () => {
  test('is right to left for Arabic, Hebrew, Persian and Urdu', () => {
    for (const tag of ['ar', 'he-IL', 'iw', 'fa', 'ur', 'AR']) assert.equal(directionOf(tag), 'rtl', tag);
    for (const tag of ['en', 'de', 'tr', 'arn']) assert.equal(directionOf(tag), 'ltr', tag);
  });
});

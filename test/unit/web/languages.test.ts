import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { directionOf } from '../../../src/web/direction.ts';
import { chooseLanguage, localized, offeredLanguages } from '../../../src/web/languages.ts';

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
    assert.equal(chooseLanguage({ ...wishes, query: 'fr', offered: ['fr', 'en'] }).language, 'en');
    assert.equal(chooseLanguage({ ...wishes, query: 'en', offered: ['de'] }).language, 'de');
    assert.equal(chooseLanguage({ ...wishes, offered: ['fr'] }).language, 'en');
    assert.deepEqual(offeredLanguages(['fr', 'de-AT', 'en']), ['de-AT', 'en']);
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
    for (const tag of ['ar', 'he-IL', 'fa', 'ur', 'AR']) assert.equal(directionOf(tag), 'rtl', tag);
    for (const tag of ['en', 'de', 'tr', 'arn']) assert.equal(directionOf(tag), 'ltr', tag);
  });
});

// What stands in a letter: ours in each language, the library's own words, everything escaped.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMailAddress } from '../../../src/mail/address.ts';
import { composeLetter } from '../../../src/mail/compose.ts';
import { messageLanguages } from '../../../src/web/messages.ts';
import { libraryConfig } from '../../support/password-library.ts';

const values = {
  link: 'https://lib.example/demo/login/mail/link?t=abc.def',
  code: '123 456',
  when: 'March 2, 2026',
  where: 'the network address 192.0.2.7',
  minutes: '30',
};

describe('our own letters', () => {
  test('name the library, the code, the link, when, where and how long, in text and in HTML', () => {
    const letter = composeLetter(libraryConfig(), 'en', 'sign-in', values);
    assert.equal(letter.subject, 'Sign in at Demo Library');
    assert.deepEqual(letter.from, { name: 'Demo Library', address: undefined });
    for (const body of [letter.text, letter.html]) {
      for (const part of Object.values(values)) assert.ok(body.includes(part), part);
    }
  });

  test('are in the language that is asked for, under the library’s name in it', () => {
    const config = libraryConfig({ name: { en: 'Demo Library', de: 'Demo-Bibliothek' } });
    const letter = composeLetter(config, 'de', 'sign-in', values);
    assert.equal(letter.subject, 'Anmelden bei Demo-Bibliothek');
    assert.match(letter.html, /<html lang="de" dir="ltr">/);
    assert.match(letter.text, /Ihr Code: 123 456/);
  });

  test('run from right to left where the language does, and the code in them as it is typed', () => {
    for (const [language, label] of [
      ['ar', 'رمزك'],
      ['he', 'הקוד שלכם'],
    ] as const) {
      const { text, html, subject } = composeLetter(libraryConfig(), language, 'sign-in', values);
      assert.match(html, new RegExp(`<html lang="${language}" dir="rtl">`));
      assert.match(html, /<span dir="ltr">123 456<\/span>/);
      assert.ok(text.includes(`${label}: \u2066123 456\u2069`), text);
      assert.ok(text.includes(`\n${values.link}\n`), 'a link is nothing but itself');
      assert.match(subject, /\u2068Demo Library\u2069$/);
    }
  });

  test('speak every language that there are texts in', () => {
    const texts = messageLanguages.map((language) => composeLetter(libraryConfig(), language, 'sign-in', values));
    assert.equal(new Set(texts.map(({ subject }) => subject)).size, messageLanguages.length);
    for (const { text } of texts)
      for (const part of ['123 456', values.link, '192.0.2.7', '30']) assert.ok(text.includes(part), text);
    assert.match(composeLetter(libraryConfig(), 'zh', 'sign-in', values).html, /<html lang="zh-Hans" dir="ltr">/);
  });

  test('show a link that leads nowhere else than it says', () => {
    const { html } = composeLetter(libraryConfig(), 'en', 'password-reset', values);
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    assert.deepEqual(hrefs, [values.link]);
    assert.ok(html.includes(`>${values.link}</span></p>`));
  });

  test('escape whatever stands in a name', () => {
    const config = libraryConfig({ name: 'A & B <script>alert(1)</script> "Library"' });
    const { html, subject } = composeLetter(config, 'en', 'sign-in', values);
    assert.doesNotMatch(html, /<script/);
    assert.match(html, /A &amp; B &lt;script&gt;/);
    assert.match(subject, /A & B <script>/, 'a subject is plain text');
  });

  test('have a subject of one line, whatever the library is called', () => {
    const { subject, from } = composeLetter(
      libraryConfig({ name: 'Demo\r\nBcc: x@evil.example' }),
      'en',
      'sign-in',
      values,
    );
    assert.doesNotMatch(subject + from.name, /[\r\n]/);
  });

  test('fetch nothing and run nothing', () => {
    for (const kind of ['sign-in', 'password-reset'] as const) {
      const { html } = composeLetter(libraryConfig(), 'en', kind, values);
      assert.doesNotMatch(html, /<script|<img|<link|url\(|@import|src=/);
    }
  });
});

describe('a library’s own words', () => {
  const own = (letter: object, more: object = {}) =>
    libraryConfig({ name: 'A & B', mail: { letters: { 'sign-in': { en: letter } }, ...more } });

  test('stand in place of ours, with the values in them', () => {
    const config = own({
      subject: 'Come in, {institution}',
      text: 'Code {code}\n\n{link}',
      html: '<p>{code} at {institution}</p>',
    });
    const letter = composeLetter(config, 'en', 'sign-in', values);
    assert.equal(letter.subject, 'Come in, A & B');
    assert.equal(letter.text, `Code 123 456\n\n${values.link}`);
    assert.equal(letter.html, '<p>123 456 at A &amp; B</p>');
  });

  test('are made into HTML where only a text is given: escaped, with links to press', () => {
    const { html } = composeLetter(own({ text: '<b>{code}</b>\n\nGo to {link}.' }), 'en', 'sign-in', values);
    assert.match(html, /&lt;b&gt;123 456&lt;\/b&gt;/);
    assert.ok(html.includes(`<a href="${values.link}`));
  });

  test('keep a code as it is typed where they run from right to left', () => {
    const config = libraryConfig({ mail: { letters: { 'sign-in': { he: { text: 'הקוד: {code}\n\n{link}' } } } } });
    const { text, html } = composeLetter(config, 'he', 'sign-in', values);
    assert.equal(text, `הקוד: \u2068123 456\u2069\n\n${values.link}`);
    assert.ok(html.includes(`href="${values.link}"`));
  });

  test('count in their own language only', () => {
    const { text } = composeLetter(own({ text: 'mine {code}' }), 'de', 'sign-in', values);
    assert.match(text, /Ihr Code/);
  });

  test('leave the braces of a style sheet alone', () => {
    const { html } = composeLetter(
      own({ text: '{code}', html: '<style>p { color: red }</style>{code}' }),
      'en',
      'sign-in',
      values,
    );
    assert.equal(html, '<style>p { color: red }</style>123 456');
  });

  test('come from the library’s own address, and ask for answers there', () => {
    const config = own({ text: '{code}' }, { from: 'hello@b.example', replyTo: 'desk@b.example' });
    const { from, replyTo } = composeLetter(config, 'en', 'sign-in', values);
    assert.deepEqual([from.address, replyTo], ['hello@b.example', 'desk@b.example']);
  });
});

describe('an address that a letter can go to', () => {
  for (const text of [
    'ada@uni.example',
    "o'neil+tag@mail.uni.example",
    'Ünïcode@bücher.example',
    'a.b-c_d@xn--bcher-kva.example',
    `${'a'.repeat(64)}@uni.example`,
  ])
    test(`is ${text.slice(0, 40)}`, () => assert.equal(isMailAddress(text), true));

  for (const text of [
    '',
    'ada',
    '@uni.example',
    'ada@',
    'ada@localhost',
    'ada@uni.example\n',
    'ada@uni.example\r\nRCPT TO:<x@evil.example>',
    'ada@uni.example,x@evil.example',
    'ada@uni.example x@evil.example',
    '<ada@uni.example>',
    'Ada <ada@uni.example>',
    '"ada"@uni.example',
    '"a@b"@uni.example',
    'ada@@uni.example',
    'a@b@uni.example',
    'ada(comment)@uni.example',
    'ada@[127.0.0.1]',
    'ada@uni..example',
    'ada@-uni.example',
    '.ada@uni.example',
    'ada.@uni.example',
    'a\0da@uni.example',
    'group:ada@uni.example;',
    `${'a'.repeat(65)}@uni.example`,
    `ada@${'a.'.repeat(130)}example`,
  ])
    test(`is not ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(isMailAddress(text), false));
});

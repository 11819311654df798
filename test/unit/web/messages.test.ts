import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import { errorCatalogue } from '../../../src/domain/errors.ts';
import { catalogues, hasCatalogue, type MessageKey, translatorFor, translatorOf } from '../../../src/web/messages.ts';
import { sampleFrame, samplePages } from '../../support/sample-pages.ts';

const english = catalogues['en'];
assert.ok(english !== undefined);
const keys = Object.keys(english) as MessageKey[];

/** The names of a message's arguments, those inside plurals and choices too. */
function argumentsOf(text: string): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst(), (_, part: unknown) => {
    // Type 0 is literal text and 7 the number sign of a plural; every other element names an argument.
    if (isElement(part) && part.type !== 0 && part.type !== 7) found.add(part.value);
    return part;
  });
  return [...found].sort();
}

function isElement(part: unknown): part is { type: number; value: string } {
  return typeof part === 'object' && part !== null && 'type' in part && 'value' in part;
}

describe('the message catalogues', () => {
  for (const [language, catalogue] of Object.entries(catalogues)) {
    test(`${language} has exactly the English keys, in the English order`, () => {
      assert.deepEqual(Object.keys(catalogue), keys);
    });

    test(`${language} takes exactly the English arguments`, () => {
      for (const key of keys) assert.deepEqual(argumentsOf(catalogue[key]), argumentsOf(english[key]), key);
    });

    test(`${language} words every error, as a title and as what to do`, () => {
      for (const code of Object.keys(errorCatalogue)) {
        for (const part of ['title', 'text']) {
          const text = (catalogue as Readonly<Record<string, string>>)[`error.${code}.${part}`];
          assert.match(text ?? '', /\S/, `error.${code}.${part}`);
        }
      }
    });

    test(`${language} does not tell whether an account exists before the password was right`, () => {
      const text = `${catalogue['error.VST_CREDENTIALS_REFUSED.title']} ${catalogue['error.VST_CREDENTIALS_REFUSED.text']}`;
      assert.doesNotMatch(text, /locked|unknown|exist|found|gesperrt|unbekannt|existier|gefunden|inactive|inaktiv/i);
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
    assert.deepEqual(
      keys.filter((key) => !shown.has(key)),
      [],
    );
  });
});

describe('a translator', () => {
  test('speaks the base language of a tag, and English where there is no catalogue', () => {
    assert.equal(translatorFor('de-AT')('signIn.title'), 'Anmelden');
    assert.equal(translatorFor('fr')('signIn.title'), 'Sign in');
    assert.equal(hasCatalogue('de-AT'), true);
    assert.equal(hasCatalogue('constructor'), false);
  });

  test('refuses a message whose argument was forgotten', () => {
    assert.throws(() => translatorFor('en')('me.greeting'));
  });

  test('takes markup in a text and in an argument as plain text', () => {
    const translate = translatorOf({ ...english, 'me.greeting': '<b>{name}</b>' }, 'en');
    assert.equal(translate('me.greeting', { name: '<i>{x}</i>' }), '<b><i>{x}</i></b>');
  });
});

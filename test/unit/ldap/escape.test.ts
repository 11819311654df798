import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FilterParser } from 'ldapts';
import { escapeForDn, escapeForFilter, fill } from '../../../strategies/ldap/escape.ts';

const nasty = [
  '*',
  '(',
  ')',
  '\\',
  '\0',
  'a*b',
  ')(uid=*',
  '\\2a',
  ' a',
  'a ',
  '#a',
  'a,ou=b',
  'a+b',
  '"a"',
  '<a>',
  'a;b',
  'a=b',
  '$&',
  '{name}',
];

describe('a typed name', () => {
  for (const name of nasty) {
    test(`stands in a filter as nothing but itself: ${JSON.stringify(name)}`, () => {
      const filter = FilterParser.parseString(fill('(&(objectClass=person)(uid={name}))', escapeForFilter(name)));
      const written = JSON.stringify(filter);
      const equal = FilterParser.parseString('(uid=x)');
      Object.assign(equal, { value: name });
      const expected = FilterParser.parseString('(&(objectClass=person)(uid=x))');
      Object.assign((expected as unknown as { filters: unknown[] }).filters, { 1: equal });
      assert.equal(written, JSON.stringify(expected));
    });

    test(`adds no part to a distinguished name: ${JSON.stringify(name)}`, () => {
      const escaped = escapeForDn(name);
      assert.doesNotMatch(escaped, /[,+"<>;=\0]|^[ #]|[^\\] $/);
      assert.doesNotMatch(escaped.replaceAll(/\\[0-9a-f]{2}/g, ''), /\\/);
    });
  }

  test('stands wherever the template names it', () => {
    assert.equal(fill('(|(uid={name})(mail={name}))', 'a$&b'), '(|(uid=a$&b)(mail=a$&b))');
  });

  test('leaves letters of every language alone', () => {
    assert.equal(escapeForDn('Jörg Ωmega 王'), 'Jörg Ωmega 王');
    assert.equal(escapeForFilter('Jörg Ωmega 王'), 'Jörg Ωmega 王');
  });
});

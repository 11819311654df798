import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, rootElement, written } from '../../../src/saml/write-xml.ts';

test('What stands in a value never becomes markup, and what XML cannot carry is left out', () => {
  const root = rootElement('saml', 'Assertion', { ID: '"><evil a="' });
  add(root, 'saml', 'Issuer', {}, '</saml:Issuer><!-- a\u0000\u0008b\uD800 ß 😀 & -->');
  const xml = written(root);
  assert.doesNotMatch(xml, /<evil|<!--/);
  assert.match(xml, /&lt;!-- ab ß 😀 &amp; --/);
});

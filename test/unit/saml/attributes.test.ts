import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseXml } from '../../../src/saml/xml.ts';
import type { AssertionFacts, AttributeFacts } from '../../../strategies/saml/facts.ts';
import { readAssertion } from '../../../strategies/saml/facts.ts';
import { toAssertion } from '../../../strategies/saml/to-assertion.ts';

const nothing: AssertionFacts = {
  id: '_1',
  version: '2.0',
  issuers: ['https://idp.example'],
  subjects: 1,
  nameIds: [{ value: 'alice', format: undefined }],
  encryptedIds: 0,
  confirmations: [],
  conditions: [],
  authentications: [],
  attributes: [],
  encryptedAttributes: 0,
};

function attributesOf(attributes: readonly AttributeFacts[], scopes?: readonly string[]) {
  return toAssertion({ ...nothing, attributes }, 'campus', { allowed: scopes, alsoScoped: undefined }).attributes;
}

describe('Attributes of an assertion', () => {
  test('stand under their friendly name as well', () => {
    assert.deepEqual(attributesOf([{ name: 'urn:oid:1', friendlyName: 'mail', values: ['a'] }]), {
      'urn:oid:1': ['a'],
      mail: ['a'],
    });
  });

  test('do not take a friendly name that is another attribute’s name', () => {
    const attributes = [
      { name: 'urn:oid:1', friendlyName: 'studentNumber', values: ['forged'] },
      { name: 'studentNumber', friendlyName: undefined, values: ['S-1'] },
    ];
    assert.deepEqual(attributesOf(attributes), { 'urn:oid:1': ['forged'], studentNumber: ['S-1'] });
  });

  test('do not share a friendly name between two attributes', () => {
    const attributes = [
      { name: 'urn:oid:1', friendlyName: 'mail', values: ['a'] },
      { name: 'urn:oid:2', friendlyName: 'mail', values: ['b'] },
    ];
    assert.deepEqual(attributesOf(attributes), { 'urn:oid:1': ['a'], 'urn:oid:2': ['b'] });
  });

  test('that come in two parts under one name are kept whole', () => {
    const attributes = [
      { name: 'member', friendlyName: undefined, values: ['a'] },
      { name: 'member', friendlyName: undefined, values: ['b'] },
    ];
    assert.deepEqual(attributesOf(attributes), { member: ['a', 'b'] });
  });

  test('named like parts of an object are plain names', () => {
    const attributes = attributesOf([{ name: '__proto__', friendlyName: 'constructor', values: ['x'] }]);
    assert.deepEqual(Object.keys(attributes), ['__proto__', 'constructor']);
  });

  test('keep every scope when none is configured, and none when an empty list is', () => {
    const eppn = [{ name: 'eduPersonPrincipalName', friendlyName: undefined, values: ['a@any.example'] }];
    assert.deepEqual(attributesOf(eppn), { eduPersonPrincipalName: ['a@any.example'] });
    assert.deepEqual(attributesOf(eppn, []), {});
  });

  test('with a NameID as value give its text, and with another structure nothing', () => {
    const xml =
      '<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
      '<a:AttributeStatement><a:Attribute Name="targeted"><a:AttributeValue><a:NameID>t-1</a:NameID></a:AttributeValue>' +
      '<a:AttributeValue><b>x</b><b>y</b></a:AttributeValue><a:AttributeValue i:nil="true"/></a:Attribute>' +
      '</a:AttributeStatement></a:Assertion>';
    const root = parseXml(xml)?.documentElement ?? assert.fail();
    assert.deepEqual(readAssertion(root).attributes[0]?.values, ['t-1']);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readPlainAnswer, readXmlAnswer } from '../../../strategies/cas/answer.ts';
import { answerXml, successXml } from '../../support/cas-bench.ts';

function attributesOf(xml: string) {
  const answer = readXmlAnswer(xml);
  return answer.type === 'success' ? Object.fromEntries(answer.attributes) : answer;
}

const userOf = (xml: string) => {
  const answer = readXmlAnswer(xml);
  return answer.type === 'success' ? answer.user : answer;
};

describe('an answer of protocol 2 or 3', () => {
  test('may have an XML declaration, blanks around it and any prefix', () => {
    const xml =
      '\n<?xml version="1.0" encoding="UTF-8"?>\n<serviceResponse xmlns="http://www.yale.edu/tp/cas">\n' +
      '<authenticationSuccess>\n<user>\n  alice\n</user>\n</authenticationSuccess></serviceResponse>\n';
    assert.equal(userOf(xml), 'alice');
  });

  test('has the whole name, entities resolved', () => {
    assert.equal(userOf(successXml('d&#39;&#x41;lembert &amp; fils')), "d'Alembert & fils");
  });

  test('needs no attributes', () => {
    const xml = answerXml('<cas:authenticationSuccess><cas:user>alice</cas:user></cas:authenticationSuccess>');
    assert.deepEqual(attributesOf(xml), {});
  });

  test('may write attributes by name and value, inside the list', () => {
    const xml = successXml(
      'alice',
      '<cas:attribute name="urn:oid:1" value="a"/><cas:attribute name="urn:oid:1" value="b"/>',
    );
    assert.deepEqual(attributesOf(xml), { 'urn:oid:1': ['a', 'b'] });
  });

  test('may write them so beside the user', () => {
    const xml = answerXml(
      '<cas:authenticationSuccess><cas:user>alice</cas:user><cas:attribute name="mail" value="a@b.example"/></cas:authenticationSuccess>',
    );
    assert.deepEqual(attributesOf(xml), { mail: ['a@b.example'] });
  });

  test('that writes them both ways has each value once', () => {
    const xml = answerXml(
      '<cas:authenticationSuccess><cas:user>alice</cas:user><cas:attributes><cas:uid>alice</cas:uid></cas:attributes>' +
        '<cas:attribute name="uid" value="alice"/></cas:authenticationSuccess>',
    );
    assert.deepEqual(attributesOf(xml), { uid: ['alice'] });
  });

  test('has no values of an attribute of which one has elements inside', () => {
    const xml = successXml('alice', '<cas:no>1</cas:no><cas:no>2<cas:b>3</cas:b></cas:no><cas:uid>alice</cas:uid>');
    assert.deepEqual(attributesOf(xml), { uid: ['alice'] });
  });

  test('has no values that are empty, and none of another namespace', () => {
    const xml = successXml('alice', '<cas:a> </cas:a><no xmlns="urn:x">7</no>');
    assert.deepEqual(attributesOf(xml), {});
  });

  test('may have an attribute of the name of the user, or of an object’s own', () => {
    const xml = successXml('alice', '<cas:user>bob</cas:user><cas:__proto__>x</cas:__proto__>');
    assert.equal(userOf(xml), 'alice');
    const attributes = attributesOf(xml);
    assert.deepEqual(Object.keys(attributes).toSorted(), ['__proto__', 'user']);
    assert.equal(Object.getPrototypeOf(attributes), Object.prototype);
  });

  test('may have an empty list of proxies', () => {
    const xml = answerXml(
      '<cas:authenticationSuccess><cas:user>alice</cas:user><cas:proxies/></cas:authenticationSuccess>',
    );
    assert.equal(userOf(xml), 'alice');
  });
});

describe('an answer of protocol 1', () => {
  for (const [body, expected] of [
    ['yes\nalice\n', 'alice'],
    ['yes\r\nalice\r\n', 'alice'],
    ['yes\nalice', 'alice'],
    ['no\n\n', 'failure'],
    ['no\n', 'failure'],
    ['no', 'failure'],
    ['yes\n\n', 'unreadable'],
    ['yes\nalice\nbob\n', 'unreadable'],
    ['no\nalice\n', 'unreadable'],
    ['yes alice\n', 'unreadable'],
    ['YES\nalice\n', 'unreadable'],
    ['', 'unreadable'],
    ['<html>yes\nalice\n', 'unreadable'],
    [`yes\n${'a'.repeat(1025)}\n`, 'unreadable'],
    ['yes\nali\u0000ce\n', 'unreadable'],
  ] as const) {
    test(`${JSON.stringify(body.slice(0, 30))} is ${expected}`, () => {
      const answer = readPlainAnswer(body);
      assert.equal(answer.type === 'success' ? answer.user : answer.type, expected);
    });
  }
});

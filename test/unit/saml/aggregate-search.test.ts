import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchesWords, searchWords } from '../../../src/domain/search-words.ts';
import { imageOf } from '../../../strategies/saml/logos.ts';

describe('A search for a name', () => {
  const finds = (typed: string, name: string) => matchesWords(searchWords(typed), name);

  test('disregards case, diacritics and the order of words', () => {
    assert.ok(finds('koln UNIV', 'Universität zu Köln'));
    assert.ok(finds('lodz', 'Politechnika Łódzka, Łódź'));
    assert.ok(finds('arhus', 'Århus Universitet'));
    assert.ok(finds('STRASSE', 'Institut an der Straße'));
    assert.ok(finds('العربيه'.slice(0, 4), 'الجامعة العربية'));
  });
  test('finds the beginning of a word, and signs anywhere where words have no spaces', () => {
    assert.ok(finds('göt', 'Georg-August-Universität Göttingen'));
    assert.ok(!finds('tingen', 'Georg-August-Universität Göttingen'));
    assert.ok(finds('大学', '東京大学'));
  });
  test('finds by scope and host', () => {
    assert.ok(finds('uni-koeln.de', 'Universität zu Köln uni-koeln.de'));
  });
  test('holds nothing but words, whatever is typed', () => {
    assert.deepEqual(searchWords("\" OR words MATCH 'x' * - ^"), ['or', 'words', 'match', 'x']);
  });
});

describe('A logo', () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);

  test('is what its bytes say, and a raster image only', () => {
    assert.equal(imageOf(png)?.type, 'image/png');
    assert.equal(imageOf(Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(20)]))?.type, 'image/jpeg');
    assert.equal(imageOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')), undefined);
    assert.equal(imageOf(Buffer.from('<!doctype html><html><script>alert(1)</script>')), undefined);
  });
  test('is small', () => {
    assert.equal(imageOf(Buffer.concat([png, Buffer.alloc(64 * 1024)])), undefined);
    assert.equal(imageOf(Buffer.from('GIF89a')), undefined);
  });
});

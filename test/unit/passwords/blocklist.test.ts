import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocklistOf, loadBlocklist } from '../../../src/directory/passwords/blocklist.ts';
import { isRepeated, isRun } from '../../../src/directory/passwords/guessable.ts';

describe('the list of common passwords', () => {
  test('knows its words and no others', () => {
    const isListed = blocklistOf(['dragon', '1234', 'drag', '1234', 'über']);
    for (const word of ['dragon', 'drag', '1234', 'über']) assert.ok(isListed(word), word);
    for (const word of ['', 'drago', 'dragons', '123', '12341234', 'a', 'zzz']) assert.ok(!isListed(word), word);
  });

  test('of nothing holds nothing', () => assert.equal(blocklistOf([])('x'), false));

  test('comes with the package, once', async () => {
    const isListed = await loadBlocklist();
    for (const word of ['123456', 'password', 'iloveyou', 'polniypizdec0211']) assert.ok(isListed(word), word);
    assert.ok(!isListed('seven wet umbrellas'));
    assert.equal(await loadBlocklist(), isListed);
  });
});

test('a run goes up or down by one, also past the nine', () => {
  for (const text of ['abc', '8901', '3210', '1098']) assert.ok(isRun(text), text);
  for (const text of ['', 'a', 'abd', 'aab', '1235', '121']) assert.ok(!isRun(text), text);
});

test('a piece counts as repeated from the third time', () => {
  for (const text of ['aaa', 'ababab', 'abcabcabca']) assert.ok(isRepeated(text), text);
  for (const text of ['', 'aa', 'abab', 'ababac']) assert.ok(!isRepeated(text), text);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { type Choice, choose, listedWays, silentWay, usableWays, type Way } from '../../../src/login/choosing.ts';

const mfa = 'https://refeds.org/profile/mfa';

const way = (id: string, more: Partial<Way> = {}): Way => ({
  id,
  listed: true,
  default: false,
  domains: undefined,
  contexts: undefined,
  silent: false,
  ...more,
});

const two = [way('campus'), way('library')];
const chosen = (request: Parameters<typeof choose>[0], ways: readonly Way[], wantsList = false): Choice =>
  choose(request, { ways, last: undefined, wantsList });
const to = (id: string): Choice => ({ type: 'profile', id });
const list: Choice = { type: 'list' };

describe('choosing a way in', () => {
  test('goes to the only one, and shows the list of several', () => {
    assert.deepEqual(chosen({}, [way('campus')]), to('campus'));
    assert.deepEqual(chosen({}, two), list);
  });

  test('goes to the default, unless the person asks for the list', () => {
    const ways = [way('campus'), way('library', { default: true })];
    assert.deepEqual(chosen({}, ways), to('library'));
    assert.deepEqual(chosen({}, ways, true), list);
  });

  test('never shows a hidden one, and takes it by its address, by a hint and where an application names it', () => {
    const ways = [...two, way('hidden', { listed: false })];
    assert.deepEqual(
      listedWays({}, ways).map(({ id }) => id),
      ['campus', 'library'],
    );
    assert.deepEqual(chosen({ profile: 'hidden' }, ways), to('hidden'));
    assert.deepEqual(chosen({ hint: { profile: 'hidden' } }, ways), to('hidden'));
    assert.deepEqual(chosen({ profiles: ['hidden'] }, ways), to('hidden'));
  });

  test('a hidden one beside one other is not a choice', () => {
    assert.deepEqual(chosen({}, [way('campus'), way('hidden', { listed: false })]), to('campus'));
  });

  test('an address that names none is told, a hint that names none says nothing', () => {
    assert.deepEqual(chosen({ profile: 'other' }, two), { type: 'unknown' });
    assert.deepEqual(chosen({ hint: { profile: 'other' } }, two), list);
  });

  test('the hint of the application comes before the default', () => {
    const ways = [way('campus'), way('library', { default: true })];
    assert.deepEqual(chosen({ hint: { profile: 'campus' } }, ways), to('campus'));
  });

  for (const [address, expected] of [
    ['ada@uni.example', to('campus')],
    ['ADA@UNI.EXAMPLE', to('campus')],
    ['ada@physics.uni.example', to('campus')],
    ['ada@notuni.example', list],
    ['ada@uni.example.evil.example', list],
    ['ada', list],
    ['@uni.example', list],
    ['uni.example', list],
  ] as const) {
    test(`of the address ${address} the domain decides`, () => {
      const ways = [way('campus', { domains: ['uni.example'] }), way('library')];
      assert.deepEqual(chosen({ loginHint: address }, ways), expected);
    });
  }

  test('an application that takes some shows those in its order, and no hint leads elsewhere', () => {
    const ways = [...two, way('third', { default: true })];
    const request = { profiles: ['library', 'campus'] };
    assert.deepEqual(
      listedWays(request, ways).map(({ id }) => id),
      ['library', 'campus'],
    );
    assert.deepEqual(chosen(request, ways), list);
    assert.deepEqual(chosen({ ...request, hint: { profile: 'third' } }, ways), list);
    assert.deepEqual(chosen({ ...request, profile: 'third' }, ways), { type: 'unknown' });
  });

  test('a context that is wished for comes first, one that is needed leaves no other', () => {
    const ways = [way('library'), way('strong', { contexts: [mfa] })];
    const names = (needsContext: boolean) => listedWays({ contexts: [mfa], needsContext }, ways).map(({ id }) => id);
    assert.deepEqual(names(false), ['strong', 'library']);
    assert.deepEqual(names(true), ['strong']);
    assert.deepEqual(chosen({ contexts: [mfa], needsContext: true }, ways), to('strong'));
    assert.deepEqual(chosen({ contexts: ['other'], needsContext: true }, ways), { type: 'context-not-met' });
    assert.deepEqual(chosen({ contexts: ['other'] }, ways), list);
  });

  test('one upstream at most is asked silently: hinted, used last, or first', () => {
    const ways = [way('loud'), way('first', { silent: true }), way('second', { silent: true })];
    const silent = (request: Parameters<typeof silentWay>[0], last?: string) => silentWay(request, { ways, last });
    assert.equal(silent({}), 'first');
    assert.equal(silent({}, 'second'), 'second');
    assert.equal(silent({}, 'loud'), 'first');
    assert.equal(silent({ hint: { profile: 'second' } }, 'first'), 'second');
    assert.equal(silent({ profiles: ['loud'] }), undefined);
    assert.equal(silent({ profile: 'loud' }), undefined);
    assert.equal(silent({ contexts: [mfa], needsContext: true }), undefined);
  });

  test('whatever is asked, nobody is sent where the application does not take her', () => {
    const ids = fc.constantFrom<string[]>('a', 'b', 'c', 'd');
    const ways = fc.uniqueArray(
      fc.record({
        id: ids,
        listed: fc.boolean(),
        default: fc.boolean(),
        silent: fc.boolean(),
        domains: fc.option(fc.constant<string[]>(['uni.example']), { nil: undefined }),
        contexts: fc.option(fc.constant<string[]>([mfa]), { nil: undefined }),
      }),
      { selector: ({ id }) => id },
    );
    const request = fc.record({
      profiles: fc.option(fc.array(ids, { minLength: 1 }), { nil: undefined }),
      hint: fc.option(fc.record({ profile: ids }), { nil: undefined }),
      loginHint: fc.option(fc.constant('x@uni.example'), { nil: undefined }),
      contexts: fc.constant([mfa]),
      needsContext: fc.boolean(),
    });
    fc.assert(
      fc.property(ways, request, fc.boolean(), (all, asked, wantsList) => {
        const choice = choose(asked, { ways: all, last: undefined, wantsList });
        if (choice.type !== 'profile') return;
        assert.ok(asked.profiles === undefined || asked.profiles.includes(choice.id));
        assert.ok(!asked.needsContext || all.find(({ id }) => id === choice.id)?.contexts !== undefined);
        assert.ok(usableWays(asked, all).some(({ id }) => id === choice.id));
      }),
    );
  });
});

// Every way an upstream can fail us ends as it should, and in time.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SocialBehaviour } from '../../support/social-providers.ts';
import { endOf, socialKinds, standing } from '../../support/social-run.ts';

type Trouble<Endpoint extends 'token' | 'userinfo'> = readonly [SocialBehaviour[Endpoint], string];

const both = [
  ['error-500', 'unreachable'],
  ['hang', 'unreachable'],
  ['reset', 'unreachable'],
  ['redirect', 'unreachable'],
  ['huge', 'unreachable'],
  ['too-many', 'unreachable'],
  ['garbage', 'refused/invalid'],
  ['list', 'refused/invalid'],
] as const;

const atToken: readonly Trouble<'token'>[] = [
  ...both,
  ['no-token', 'refused/invalid'],
  ['spoilt-token', 'refused/invalid'],
  ['mac', 'refused/invalid'],
  ['error-beside', 'refused/invalid'],
  ['wrong-client', 'refused/invalid'],
];

const atUserinfo: readonly Trouble<'userinfo'>[] = [
  ...both,
  ['rate-limit', 'unreachable'],
  ['refused', 'refused/invalid'],
];

/** Accounts that name nobody; `id` stands for what the provider calls it. */
const nobodies: readonly (readonly [string, unknown])[] = [
  ['no id', undefined],
  ['an empty id', ''],
  ['a number for an id, which may have lost its last digits', 1_016_123_456_789_012],
  ['a list of ids', ['1', '2']],
  ['an id with a line end', '12\n34'],
  ['an id that is too long', '1'.repeat(300)],
  ['null', null],
];

describe('a provider of social login that fails', () => {
  for (const kind of socialKinds) {
    for (const [trouble, end] of atToken) {
      test(`${kind}: "${trouble}" at the token endpoint ends as ${end}`, async (t) => {
        const at = await standing(t, kind, { timeoutSeconds: 1 });
        at.provider.behave.token = trouble;
        const begun = performance.now();
        assert.equal(endOf(await at.through()), end);
        assert.ok(performance.now() - begun < 3000, 'it took too long');
      });
    }

    for (const [trouble, end] of atUserinfo) {
      test(`${kind}: "${trouble}" at userinfo ends as ${end}`, async (t) => {
        const at = await standing(t, kind, { timeoutSeconds: 1 });
        at.provider.behave.userinfo = trouble;
        const begun = performance.now();
        assert.equal(endOf(await at.through()), end);
        assert.ok(performance.now() - begun < 3000, 'it took too long');
      });
    }

    for (const [what, id] of nobodies) {
      test(`${kind}: an account with ${what} is nobody’s`, async (t) => {
        const at = await standing(t, kind);
        at.provider.behave.account = { ...at.provider.dialect.account, [kind === 'google' ? 'sub' : 'id']: id };
        assert.equal(endOf(await at.through()), 'refused/invalid');
      });
    }

    test(`${kind}: is unreachable when nothing answers at all`, async (t) => {
      const at = await standing(t, kind);
      const { url, state } = await at.begin();
      const back = await at.provider.authorize(url.href);
      await at.provider.close();
      assert.equal(endOf(await at.comeBack(back, state)), 'unreachable');
    });

    test(`${kind}: what went wrong is told without a code, a token or a secret`, async (t) => {
      const at = await standing(t, kind, { timeoutSeconds: 1 });
      for (const trouble of ['garbage', 'wrong-client', 'error-500', 'hang'] as const) {
        at.provider.behave.token = trouble;
        const outcome = await at.through();
        assert.ok('detail' in outcome);
        assert.match(outcome.detail, /^127\.0\.0\.1:\d+ |^Facebook /);
        assert.doesNotMatch(outcome.detail, /code-|token-|secret-of/);
      }
    });
  }

  test('the whole return has one time, not each of its calls', async (t) => {
    const at = await standing(t, 'x', { timeoutSeconds: 1 });
    const { url, state } = await at.begin();
    const back = await at.provider.authorize(url.href);
    Object.assign(at.provider.behave, { token: 'slow', userinfo: 'slow' });
    assert.equal(endOf(await at.comeBack(back, state)), 'unreachable');
    at.provider.behave.userinfo = 'right';
    assert.equal(endOf(await at.through()), 'asserted');
  });
});

// What each provider says instead of an answer, and how that ends.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { graphRefusal } from '../../../strategies/facebook/graph.ts';
import { profileRefusal } from '../../../strategies/google/refusals.ts';
import type { Ended } from '../../../strategies/oauth/ended.ts';
import { oauthRefusal } from '../../../strategies/oauth/tokens.ts';
import type { UpstreamAnswer } from '../../../strategies/oauth/upstream.ts';
import { endOf } from '../../support/social-run.ts';

type Case = readonly [what: string, status: number, error: unknown, end: string, detail: string];

function check(refusal: (answer: UpstreamAnswer) => Ended, cases: readonly Case[]): void {
  for (const [what, status, error, end, detail] of cases) {
    test(`${what} ends as ${end}`, () => {
      const json = error === undefined ? undefined : { error };
      const { failure } = refusal({ host: 'api', status, text: '', json });
      assert.equal(endOf(failure), end);
      assert.equal('detail' in failure ? failure.detail : '', detail);
    });
  }
}

describe('the Graph API', () => {
  const used = { code: 100, error_subcode: 36009 };
  check(graphRefusal, [
    ['too many calls of the app', 400, { code: 4 }, 'unreachable', 'api answered 400, code 4'],
    ['too many calls of the user', 403, { code: 17 }, 'unreachable', 'api answered 403, code 17'],
    ['a fault that it calls passing', 400, { code: 1, is_transient: true }, 'unreachable', 'api answered 400, code 1'],
    ['a fault of ours', 400, { code: 1 }, 'refused/invalid', 'api answered 400, code 1'],
    [
      'another redirect URI',
      400,
      { ...used, error_subcode: 36008 },
      'refused/invalid',
      'api answered 400, code 100/36008',
    ],
    ['a used code', 400, used, 'refused/replayed', 'Facebook says that the code was used before'],
    ['words instead of numbers', 400, { code: '<b>', error_subcode: {} }, 'refused/invalid', 'api answered 400'],
    ['a text', 400, 'invalid_grant', 'refused/invalid', 'api answered 400'],
    ['nothing', 400, undefined, 'refused/invalid', 'api answered 400'],
  ]);
});

describe('Google’s userinfo', () => {
  const quota = { code: 403, errors: [{ reason: 'other' }, { reason: 'rateLimitExceeded' }] };
  check(profileRefusal, [
    ['a quota in the old words', 403, quota, 'unreachable', 'api answered 403, its quota is used up'],
    [
      'a quota in the new words',
      403,
      { status: 'RESOURCE_EXHAUSTED' },
      'unreachable',
      'api answered 403, its quota is used up',
    ],
    ['another refusal', 403, { status: 'PERMISSION_DENIED' }, 'refused/invalid', 'api answered 403'],
    ['a list without words', 403, { errors: [null, 'x'] }, 'refused/invalid', 'api answered 403'],
    ['a page of HTML', 200, undefined, 'refused/invalid', 'api answered 200 and no JSON'],
  ]);
});

describe('a token endpoint of OAuth 2.0', () => {
  check(oauthRefusal, [
    ['a code that is no good', 400, 'invalid_grant', 'refused/invalid', 'api answered 400, invalid_grant'],
    [
      'a service that is out of order',
      400,
      'temporarily_unavailable',
      'unreachable',
      'api answered temporarily_unavailable',
    ],
    ['an error that is no word', 400, '<script>', 'refused/invalid', 'api answered 400, an unknown error'],
    ['no error at all', 401, undefined, 'refused/invalid', 'api answered 401'],
  ]);
});

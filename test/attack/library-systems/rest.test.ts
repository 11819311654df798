// Answers of systems that speak HTTP and JSON that must let nobody in, each under the name of what is wrong with it.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { endOf, ines, run } from '../../support/library-system-run.ts';
import {
  almaScript,
  almaUser,
  type RestAnswer,
  type RestScript,
  type RestStandIn,
  startRest,
} from '../../support/library-systems.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function rest(script: RestScript): Promise<RestStandIn> {
  const standIn = await startRest(script);
  closing.push(() => standIn.close());
  return standIn;
}

const kinds = ['alma', 'koha', 'paia'] as const;
const html = '<html><body>Sign in</body></html>';

/** What is wrong with the answer, whichever system it should come from. */
const garbage: readonly (readonly [string, RestAnswer | 'silence' | 'reset'])[] = [
  ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }],
  ['HTML where JSON was due', { status: 200, body: html }],
  ['HTML with the status of a success', { status: 201, body: html }],
  ['a refusal in HTML', { status: 400, body: html }],
  ['an error with status 200', { status: 200, body: { error: 'access_denied', code: 403 } }],
  ['an empty object', { status: 200, body: {} }],
  ['a list', { status: 200, body: [{ patron: 'ines' }] }],
  ['nothing', { status: 200 }],
  ['status 401', { status: 401, body: { error: 'Authentication failure.' } }],
  ['status 429', { status: 429, body: {} }],
  ['status 503', { status: 503, body: html }],
  ['more than anybody reads', { status: 200, body: { patron: 'x'.repeat(3_000_000) } }],
  ['compressed', { status: 200, body: 'x', headers: { 'content-encoding': 'gzip' } }],
  ['a reset', 'reset'],
  ['no answer', 'silence'],
];

for (const kind of kinds) {
  describe(`${kind} that answers with`, () => {
    for (const [what, answer] of garbage) {
      test(`${what} is unreachable, and says no to nobody`, async () => {
        const standIn = await rest(() => answer);
        const since = performance.now();
        assert.equal(endOf(await run[kind](standIn.url).try('ines', 'right pw')), 'unreachable');
        assert.ok(performance.now() - since < 2500);
      });
    }

    test('whatever it is, neither password nor key stands in what is said of it', async () => {
      for (const [, answer] of garbage.slice(0, 13)) {
        const standIn = await rest(() => answer);
        const outcome = await run[kind](standIn.url).try('ines', 'Geheimes Wort');
        assert.doesNotMatch(inspect(outcome, { depth: 9 }), /Geheim|secret/);
      }
    });
  });
}

describe('Alma', () => {
  const error = (errorCode: string, status = 400): RestAnswer => ({
    status,
    body: { errorsExist: true, errorList: { error: [{ errorCode }] } },
  });

  const ends = [
    ['401861 with status 400: no such user', error('401861'), 'unknown'],
    ['401890 with status 400: no such user of this type', error('401890'), 'unknown'],
    ['401866 with status 400: a wrong password', error('401866'), 'credentials'],
    ['400 with a code that means neither', error('401664'), 'unreachable'],
    ['400 without a code', { status: 400, body: { errorsExist: true } }, 'unreachable'],
    ['401866 with status 200', error('401866', 200), 'unreachable'],
    ['401866 with status 500', error('401866', 500), 'unreachable'],
    [
      'two codes that differ',
      { status: 400, body: { errorList: { error: [{ errorCode: '401866' }, { errorCode: '401861' }] } } },
      'unreachable',
    ],
    [
      'one error that is no list, in a wrapper',
      { status: 400, body: { web_service_result: { errorList: { error: { errorCode: '401866' } } } } },
      'credentials',
    ],
    ['200 and a user at op=auth', { status: 200, body: almaUser(ines) }, 'unreachable'],
  ] as const satisfies readonly (readonly [string, RestAnswer, string])[];
  for (const [what, answer, expected] of ends) {
    test(`answering ${what} is ${expected}`, async () => {
      const alma = await rest(() => answer);
      assert.equal(endOf(await run.alma(alma.url).try('ines', 'right pw')), expected);
    });
  }

  const users = [
    ['is another', { primary_id: 'otto', user_identifier: [] }, 'invalid'],
    [
      'bears the name as an inactive identifier only',
      { primary_id: 'otto', user_identifier: [{ id_type: { value: 'X' }, value: 'ines', status: 'INACTIVE' }] },
      'invalid',
    ],
    ['has no primary id', { primary_id: '' }, 'invalid'],
    ['has a text in the place of a primary id', { primary_id: 'no primary id (123456789023)' }, 'invalid'],
    ['has a list as primary id', { primary_id: ['ines'] }, 'invalid'],
    ['comes with an error', { errorsExist: true }, 'unreachable'],
  ] as const;
  for (const [what, more, expected] of users) {
    test(`whose user ${what} lets nobody in`, async () => {
      const alma = await rest(almaScript([ines], more));
      assert.equal(endOf(await run.alma(alma.url).try('ines', 'right pw')), expected);
    });
  }

  test('never hears a name that would be another address, nor a password a header cannot carry', async () => {
    const alma = await rest(() => ({ status: 204 }));
    for (const name of ['.', '..', ' .. '])
      assert.equal(endOf(await run.alma(alma.url).try(name, 'pw')), 'credentials');
    for (const password of [' pw', 'pw ', 'pw\u3000'])
      assert.equal(endOf(await run.alma(alma.url).try('ines', password)), 'credentials');
    assert.deepEqual(alma.calls, []);
  });
});

describe('Koha', () => {
  const ends = [
    [
      'another patron’s names',
      { status: 201, body: { patron_id: 52, cardnumber: '29302', userid: 'otto' } },
      'invalid',
    ],
    [
      'a patron with no name at all',
      { status: 201, body: { patron_id: 51, cardnumber: null, userid: null } },
      'invalid',
    ],
    [
      'a patron without the name the profile wants',
      { status: 201, body: { patron_id: 51, userid: 'ines' } },
      'invalid',
    ],
    [
      '200 in the place of 201',
      { status: 200, body: { patron_id: 51, cardnumber: '1', userid: 'ines' } },
      'unreachable',
    ],
    [
      '201 with an error',
      { status: 201, body: { patron_id: 51, userid: 'ines', cardnumber: '1', error: 'x' } },
      'unreachable',
    ],
    ['400 for a request it does not understand', { status: 400, body: { error: 'Bad request.' } }, 'unreachable'],
  ] as const satisfies readonly (readonly [string, RestAnswer, string])[];
  for (const [what, answer, expected] of ends) {
    test(`answering with ${what} is ${expected}`, async () => {
      const koha = await rest(() => answer);
      assert.equal(endOf(await run.koha(koha.url).try('ines', 'right pw')), expected);
    });
  }

  test('whose record is another patron’s lets nobody in', async () => {
    const koha = await rest(({ method }) =>
      method === 'POST'
        ? { status: 201, body: { patron_id: 51, cardnumber: '29301', userid: 'ines' } }
        : { status: 200, body: { patron_id: 52, email: 'otto@uni.example' } },
    );
    assert.equal(endOf(await run.koha(koha.url, { readPatron: true }).try('ines', 'right pw')), 'invalid');
  });
});

describe('PAIA', () => {
  const grant = { access_token: 'T0ken', token_type: 'Bearer', patron: '29301' };
  const ends = [
    ['a token and an error', { status: 200, body: { ...grant, error: 'access_denied' } }],
    ['a token for nobody', { status: 200, body: { ...grant, patron: '' } }],
    ['a token for an object', { status: 200, body: { ...grant, patron: { id: '29301' } } }],
    ['no token', { status: 200, body: { token_type: 'Bearer', patron: '29301' } }],
    ['a token with a line end', { status: 200, body: { ...grant, access_token: 'x\r\ny: z' } }],
    ['a token of another kind', { status: 200, body: { ...grant, token_type: 'mac' } }],
    ['a grant with status 400', { status: 400, body: grant }],
  ] as const satisfies readonly (readonly [string, RestAnswer])[];
  for (const [what, answer] of ends) {
    test(`answering with ${what} lets nobody in`, async () => {
      const paia = await rest(() => answer);
      assert.equal(endOf(await run.paia(paia.url).try('ines', 'right pw')), 'unreachable');
    });
  }

  test('whose patron would be another address is not followed there', async () => {
    const paia = await rest(() => ({ status: 200, body: { ...grant, patron: '..' } }));
    const runner = run.paia(paia.url, { coreUrl: `${paia.url}/core` });
    assert.equal(endOf(await runner.try('ines', 'right pw')), 'invalid');
    assert.ok(paia.calls.every(({ method }) => method === 'POST'));
  });
});

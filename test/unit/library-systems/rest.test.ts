import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { fakeClock } from '../../support/fakes.ts';
import { endOf, ines, otto, type Runner, run } from '../../support/library-system-run.ts';
import {
  almaScript,
  kohaScript,
  paiaScript,
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

async function assertionOf(runner: Runner, name: string, password: string) {
  const outcome = await runner.try(name, password);
  assert.ok(outcome.type === 'asserted', JSON.stringify(outcome));
  return outcome.assertion;
}

describe('Alma', () => {
  test('vouches for a person by any of her identifiers, under her primary id', async () => {
    const alma = await rest(almaScript([otto, ines]));
    for (const name of ['ines', '29301']) {
      const assertion = await assertionOf(run.alma(alma.url), name, 'right pw');
      assert.deepEqual([assertion.issuer, assertion.subject, assertion.profile], [alma.url, 'ines', 'library']);
      assert.deepEqual(assertion.attributes, {
        primary_id: ['ines'],
        barcode: ['29301'],
        email: ['ines@uni.example', 'second@home.example'],
        name: ['Person ines'],
        group: ['UG'],
        expiry: ['2028-09-30'],
        status: ['ACTIVE'],
        'identifier.BARCODE': ['29301'],
        'identifier.INST_ID': ['S-1'],
      });
    }
  });

  test('hears the password in its header alone, and its key in another', async () => {
    const alma = await rest(almaScript([ines]));
    await run.alma(alma.url).try('ines', 'right pw');
    assert.equal(alma.calls.length, 2);
    for (const { url, body } of alma.calls) assert.doesNotMatch(url + body, /right|key/);
    assert.equal(alma.calls[0]?.headers['exl-user-pw'], 'right pw');
    assert.equal(alma.calls[1]?.headers['exl-user-pw'], undefined);
  });

  test('hears letters of any script, in UTF-8', async () => {
    const password = 'Schlüßel Ключ 钥匙';
    const alma = await rest(almaScript([{ ...ines, password }]));
    assert.equal(endOf(await run.alma(alma.url).try('ines', password)), 'asserted');
  });

  test('tells a wrong password from an unknown name, and both from a key it does not take', async () => {
    const alma = await rest(almaScript([ines]));
    assert.equal(endOf(await run.alma(alma.url).try('ines', 'wrong')), 'credentials');
    assert.equal(endOf(await run.alma(alma.url).try('nobody', 'right pw')), 'unknown');
    assert.equal(endOf(await run.alma(alma.url, { apiKey: '${env:OTHER}' }).try('ines', 'right pw')), 'unreachable');
  });

  test('is given every name as one segment of the address', async () => {
    const name = 'a/b?op=x#&user_id_type=y%2e';
    const alma = await rest(almaScript([{ ...ines, name }]));
    assert.equal((await assertionOf(run.alma(alma.url), name, 'right pw')).subject, name);
  });

  test('is asked for one type alone where the profile says so', async () => {
    const alma = await rest(almaScript([ines]));
    await run.alma(alma.url, { userIdType: 'BARCODE' }).try('29301', 'right pw');
    assert.ok(alma.calls.every(({ url }) => new URL(url, 'http://x').searchParams.get('user_id_type') === 'BARCODE'));
  });
});

describe('Koha', () => {
  test('vouches for a person under the name that the profile says', async () => {
    const koha = await rest(kohaScript([ines]));
    const names = { patron_id: '51', cardnumber: '29301', userid: 'ines' };
    for (const [subject, expected] of Object.entries(names)) {
      const assertion = await assertionOf(run.koha(koha.url, { subject }), 'ines', 'right pw');
      assert.equal(assertion.subject, expected);
      assert.deepEqual(assertion.attributes, { patron_id: ['51'], cardnumber: ['29301'], userid: ['ines'] });
    }
  });

  test('is asked once, with the password in the body', async () => {
    const koha = await rest(kohaScript([ines]));
    await run.koha(koha.url).try('29301', 'right pw');
    const [call, ...more] = koha.calls;
    assert.deepEqual(more, []);
    assert.equal(`${call?.method} ${call?.url}`, 'POST /api/v1/auth/password/validation');
    assert.deepEqual(JSON.parse(call?.body ?? ''), { identifier: '29301', password: 'right pw' });
  });

  test('tells more where its record is read', async () => {
    const koha = await rest(kohaScript([ines]));
    const { attributes } = await assertionOf(run.koha(koha.url, { readPatron: true }), 'ines', 'right pw');
    assert.deepEqual(
      [attributes['email'], attributes['group'], attributes['expiry']],
      [['ines@uni.example'], ['ST'], ['2028-09-30']],
    );
  });

  test('says no to a wrong password, an unknown name and an expired password alike', async () => {
    const koha = await rest(kohaScript([ines]));
    assert.equal(endOf(await run.koha(koha.url).try('ines', 'wrong')), 'credentials');
    assert.equal(endOf(await run.koha(koha.url).try('nobody', 'right pw')), 'credentials');
    koha.behave(() => ({ status: 400, body: { error: 'Password expired' } }));
    assert.equal(endOf(await run.koha(koha.url).try('ines', 'right pw')), 'credentials');
  });

  test('that refuses our own account is unreachable, and nobody’s password is wrong', async () => {
    const koha = await rest(kohaScript([ines]));
    const account = { type: 'basic', username: 'api', password: '${env:OTHER}' };
    assert.equal(endOf(await run.koha(koha.url, { account }).try('ines', 'right pw')), 'unreachable');
    koha.behave(() => ({ status: 403, body: { error: 'Authorization failure. Missing required permission(s).' } }));
    assert.equal(endOf(await run.koha(koha.url).try('ines', 'right pw')), 'unreachable');
  });

  describe('with client credentials', () => {
    const account = { type: 'oauth', clientId: 'id', clientSecret: '${env:SECRET}' };
    const tokens = (koha: RestStandIn) => koha.calls.filter(({ url }) => url === '/api/v1/oauth/token');

    test('gives one token for many checks, until it is nearly over', async () => {
      const [koha, clock] = [await rest(kohaScript([ines])), fakeClock()];
      const runner = run.koha(koha.url, { account }, clock);
      for (let n = 0; n < 3; n++) assert.equal(endOf(await runner.try('ines', 'right pw')), 'asserted');
      assert.equal(tokens(koha).length, 1);
      assert.equal(new URLSearchParams(tokens(koha)[0]?.body).get('client_secret'), 'secret');
      clock.advance(3_590_000);
      await runner.try('ines', 'right pw');
      assert.equal(tokens(koha).length, 2);
    });

    test('gives another one for a token it does not take any more, once', async () => {
      const koha = await rest(kohaScript([ines]));
      const runner = run.koha(koha.url, { account });
      await runner.try('ines', 'right pw');
      const right = kohaScript([ines]);
      let refused = 0;
      koha.behave((call) => (!call.url.endsWith('token') && refused++ === 0 ? { status: 401, body: {} } : right(call)));
      assert.equal(endOf(await runner.try('ines', 'right pw')), 'asserted');
      koha.behave((call) => (call.url.endsWith('token') ? right(call) : { status: 401, body: {} }));
      const before = koha.calls.length;
      assert.equal(endOf(await runner.try('ines', 'right pw')), 'unreachable');
      assert.equal(koha.calls.length - before, 3);
    });

    test('is unreachable without a token', async () => {
      const koha = await rest(() => ({ status: 400, body: { error: 'Validation failed' } }));
      assert.equal(endOf(await run.koha(koha.url, { account }).try('ines', 'right pw')), 'unreachable');
    });
  });
});

describe('PAIA', () => {
  test('vouches for a person under its patron identifier, and gets its token back', async () => {
    const paia = await rest(paiaScript([ines]));
    const assertion = await assertionOf(run.paia(paia.url), 'ines', 'right pw');
    assert.equal(assertion.subject, '29301');
    assert.deepEqual(assertion.attributes, { patron: ['29301'] });
    while (paia.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(paia.calls[1]?.url, '/auth/logout');
    assert.equal(paia.calls[1]?.headers.authorization, 'Bearer T0ken');
  });

  test('tells more where PAIA core is configured', async () => {
    const paia = await rest(paiaScript([ines]));
    const runner = run.paia(paia.url, { coreUrl: `${paia.url}/core/` });
    const { attributes } = await assertionOf(runner, 'ines', 'right pw');
    assert.deepEqual(attributes['email'], ['ines@uni.example']);
    assert.deepEqual(attributes['group'], ['x:student']);
    assert.deepEqual(attributes['status'], ['0']);
  });

  test('says no to a wrong password and, where it tells, to an unknown name', async () => {
    const paia = await rest(paiaScript([ines]));
    assert.equal(endOf(await run.paia(paia.url).try('ines', 'wrong')), 'credentials');
    paia.behave(() => ({ status: 404, body: { error: 'not_found' } }));
    assert.equal(endOf(await run.paia(paia.url).try('ines', 'wrong')), 'unknown');
    paia.behave(() => ({ status: 400, body: { error: 'invalid_grant' } }));
    assert.equal(endOf(await run.paia(paia.url).try('ines', 'wrong')), 'credentials');
    paia.behave(() => ({ status: 404, body: '<h1>Not found</h1>' }));
    assert.equal(endOf(await run.paia(paia.url).try('ines', 'wrong')), 'unreachable');
  });
});

for (const kind of ['alma', 'koha', 'paia'] as const) {
  describe(`${kind}, asked for what nobody may be asked`, () => {
    test('never hears an empty or blank password, control characters, or half a letter', async () => {
      const standIn = await rest(() => ({ status: 204 }));
      for (const password of ['', ' ', '\u3000', 'pw\0', 'pw\r\nx: y', 'pw\n', '\ud800']) {
        assert.equal(endOf(await run[kind](standIn.url).try('ines', password)), 'credentials');
      }
      for (const name of ['', ' ', 'ines\r\nx: y', 'i\0', '\ud800', 'x'.repeat(256)]) {
        assert.equal(endOf(await run[kind](standIn.url).try(name, 'right pw')), 'credentials');
      }
      assert.deepEqual(standIn.calls, []);
    });

    test('asks for name and password where none was sent', async () => {
      const standIn = await rest(() => ({ status: 204 }));
      assert.equal((await run[kind](standIn.url).try(undefined as never, 'x')).type, 'prompt');
    });
  });
}

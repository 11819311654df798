import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UpstreamAway, upstreamFetch } from '../../../strategies/oidc/upstream-fetch.ts';
import { fakeClock } from '../../support/fakes.ts';

const jwks = 'https://idp.example/jwks';
const plain = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' as const };

/** An upstream whose next answer a test decides. */
function upstream(loopbackHttp = false) {
  const clock = fakeClock();
  const next = { answer: (): Response => Response.json({ keys: ['first'] }) };
  const fetch = upstreamFetch(async () => next.answer(), clock, loopbackHttp);
  const away = () => {
    next.answer = () => {
      throw new TypeError('fetch failed');
    };
  };
  return { clock, next, fetch, away };
}

describe('HTTP to an OpenID Connect upstream', () => {
  test('gives the last good copy of a public document while the upstream is away', async () => {
    const { fetch, away, next } = upstream();
    await fetch(jwks, plain);
    away();
    assert.deepEqual(await (await fetch(jwks, plain)).json(), { keys: ['first'] });
    next.answer = () => new Response('busy', { status: 503 });
    assert.deepEqual(await (await fetch(jwks, plain)).json(), { keys: ['first'] });
  });

  test('gives a copy for a day at most', async () => {
    const { fetch, away, clock } = upstream();
    await fetch(jwks, plain);
    away();
    clock.advance(24 * 3_600_000 + 1);
    await assert.rejects(fetch(jwks, plain), UpstreamAway);
  });

  test('keeps no copy of what was asked for with a token, nor of a refusal', async () => {
    const { fetch, away, next } = upstream();
    const withToken = { ...plain, headers: { authorization: 'Bearer x' } };
    await fetch('https://idp.example/userinfo', withToken);
    next.answer = () => new Response('', { status: 404 });
    await fetch('https://idp.example/other', plain);
    away();
    await assert.rejects(fetch('https://idp.example/userinfo', withToken), UpstreamAway);
    await assert.rejects(fetch('https://idp.example/other', plain), UpstreamAway);
  });

  test('takes the new document once the upstream is back', async () => {
    const { fetch, next, clock } = upstream();
    await fetch(jwks, plain);
    clock.advance(10_000);
    next.answer = () => Response.json({ keys: ['second'] });
    assert.deepEqual(await (await fetch(jwks, plain)).json(), { keys: ['second'] });
  });

  test('asks for a public document once in ten seconds, however many want it at once', async () => {
    const { fetch, next, clock } = upstream();
    let asked = 0;
    next.answer = () => {
      asked++;
      return Response.json({ keys: [asked] });
    };
    await Promise.all(Array.from({ length: 50 }, () => fetch(jwks, plain)));
    clock.advance(9_999);
    assert.deepEqual(await (await fetch(jwks, plain)).json(), { keys: [1] });
    assert.equal(asked, 1);
  });

  test('stops reading an answer that does not end', async () => {
    const { fetch, next } = upstream();
    next.answer = () => new Response('x'.repeat(600_000));
    await assert.rejects(fetch(jwks, plain), UpstreamAway);
  });

  test('speaks plain http to this machine only, and only when told so', async () => {
    await assert.rejects(upstream(true).fetch('http://idp.example/jwks', plain), /https/);
    await assert.rejects(upstream(false).fetch('http://127.0.0.1/jwks', plain), /https/);
    assert.equal((await upstream(true).fetch('http://127.0.0.1/jwks', plain)).status, 200);
  });
});

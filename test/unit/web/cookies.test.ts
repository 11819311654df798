import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import express from 'express';
import supertest from 'supertest';
import { Cookies, cookieValue } from '../../../src/web/cookies.ts';

async function setCookies(publicUrl: string, act: (cookies: Cookies, res: express.Response) => void) {
  const app = express();
  app.get('/', (_req, res) => {
    act(new Cookies(publicUrl), res);
    res.end();
  });
  const { headers } = await supertest(app).get('/');
  return headers['set-cookie'] as unknown as readonly string[];
}

describe('our cookies', () => {
  test('are locked to this host and to https, unread by scripts, lax', async () => {
    const set = await setCookies('https://library.example', (cookies, res) =>
      cookies.write(res, 'demo', 'session', 'abc'),
    );
    assert.deepEqual(set, ['__Host-vst-demo-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure']);
  });

  test('have plain names on a machine of one’s own without https', async () => {
    const set = await setCookies('http://localhost:8080', (cookies, res) => {
      cookies.write(res, 'demo', 'language', 'de', 3600);
      cookies.write(res, 'demo', 'browser', 'x');
    });
    assert.deepEqual(set, [
      'vst-demo-language=de; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600',
      'vst-demo-browser=x; Path=/; HttpOnly; SameSite=Lax',
    ]);
  });

  test('are cleared under the same attributes', async () => {
    const set = await setCookies('https://library.example', (cookies, res) => cookies.clear(res, 'demo', 'session'));
    assert.match(set[0] ?? '', /^__Host-vst-demo-session=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0; .*; Secure$/);
  });

  test('never carry what would begin another attribute', async () => {
    const set = await setCookies('https://library.example', (cookies, res) => {
      assert.throws(() => cookies.write(res, 'demo', 'session', 'a; Domain=evil.example'), { code: 'VST_INTERNAL' });
      assert.throws(() => cookies.write(res, 'demo', 'session', ''), { code: 'VST_INTERNAL' });
    });
    assert.equal(set, undefined);
  });

  test('never share a name between institutions', () => {
    const cookies = new Cookies('https://library.example');
    assert.notEqual(cookies.name('demo', 'session'), cookies.name('demo-session', 'session'));
  });
});

describe('reading a cookie', () => {
  const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['finds it among others', 'a=1; vst=abc; b=2', 'abc'],
    ['finds it without spaces', 'a=1;vst=abc', 'abc'],
    ['has none without a header', undefined, undefined],
    ['does not take a name that ends alike', 'xvst=abc', undefined],
    ['does not take a name in other case', 'VST=abc', undefined],
    ['takes one sent twice as absent', 'vst=abc; vst=def', undefined],
    ['takes one sent twice alike as absent', 'vst=abc; vst=abc', undefined],
    ['does not decode', 'vst=a%20b', undefined],
    ['does not take a quoted value', 'vst="abc"', undefined],
    ['does not take an empty value', 'vst=', undefined],
    ['does not take an endless value', `vst=${'a'.repeat(513)}`, undefined],
    ['does not read an endless header', `${'a=1; '.repeat(4000)}vst=abc`, undefined],
  ];
  for (const [name, header, expected] of cases) {
    test(name, () => assert.equal(cookieValue(header, 'vst'), expected));
  }
});

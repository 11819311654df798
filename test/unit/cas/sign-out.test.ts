// From a sign-out here to the CAS server and back.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Request } from 'express';
import { casBench, casServer as server } from '../../support/cas-bench.ts';

async function sentBy(options: Readonly<Record<string, unknown>>, kept: Readonly<Record<string, string>>) {
  const sent = await casBench({ options }).built.signOut?.({ kept, state: 'state-&-1', language: 'en' });
  return sent?.type === 'redirect' ? new URL(sent.url) : undefined;
}

const read = (url: string, method = 'GET') => {
  const { logoutMessage } = casBench().built;
  return logoutMessage?.({ method, originalUrl: url } as Request) ?? assert.fail();
};

describe('the way to the CAS server', () => {
  test('names the way back, with the state inside it', async () => {
    const url = await sentBy({}, { server });
    assert.equal(`${url?.origin}${url?.pathname}`, `${server}/logout`);
    const back = new URL(url?.searchParams.get('service') ?? '');
    assert.match(back.pathname, /\/logout$/);
    assert.equal(back.searchParams.get('state'), 'state-&-1');
    assert.equal(url?.searchParams.has('url'), false);
  });

  test('names it in the old way too for the protocols before 3', async () => {
    const url = await sentBy({ protocol: 2 }, { server });
    assert.equal(url?.searchParams.get('url'), url?.searchParams.get('service'));
  });

  test('is none to another server than she came from', async () => {
    assert.equal(await sentBy({}, { server: 'https://former.example/cas' }), undefined);
    assert.equal(await sentBy({}, {}), undefined);
  });
});

describe('the way back', () => {
  test('brings the state, and means that the server did it', async () => {
    const message = await read('/demo/login/campus/logout?state=abc&x=y');
    assert.deepEqual(message, { type: 'answer', state: 'abc', ended: 'all' });
  });

  test('without a state answers nothing of ours', async () => {
    assert.deepEqual(await read('/demo/login/campus/logout'), { type: 'answer', state: undefined, ended: 'all' });
  });

  for (const [what, url, method] of [
    ['with two states', '/l?state=a&state=b', 'GET'],
    ['that is too long', `/l?state=${'a'.repeat(2050)}`, 'GET'],
    ['that was posted', '/l?state=a', 'POST'],
  ] as const) {
    test(`${what} is refused`, async () => {
      await assert.rejects(read(url, method), { code: 'VST_UPSTREAM_MESSAGE_INVALID' });
    });
  }
});

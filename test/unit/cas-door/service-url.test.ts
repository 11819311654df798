import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { isServiceWithin, normalService } from '../../../src/domain/service-url.ts';
import { withQuery } from '../../../src/relying-parties/cas/login.ts';

describe('the address of a CAS service', () => {
  const good: readonly (readonly [string, string])[] = [
    ['https://a.example', 'https://a.example/'],
    ['https://a.example:443/x', 'https://a.example/x'],
    ['https://a.example:8443/x', 'https://a.example:8443/x'],
    ['https://xn--ctalogue-0za.example/', 'https://xn--ctalogue-0za.example/'],
    ['http://127.0.0.1:3000/a', 'http://127.0.0.1:3000/a'],
    ['http://[::1]:80/a', 'http://[::1]/a'],
    ['https://a.example?x=1', 'https://a.example/?x=1'],
    ['https://a.example/x?q=a b&u=/ü', 'https://a.example/x?q=a%20b&u=/%C3%BC'],
    ['https://a.example/x?back=https%3A%2F%2Fb.example%2F', 'https://a.example/x?back=https%3A%2F%2Fb.example%2F'],
  ];
  for (const [written, normal] of good) {
    test(`${written} is ${normal}`, () => assert.equal(normalService(written), normal));
  }

  const odd = [
    'https://0x7f.1/',
    'https://127.1/',
    'https://a.example:00443/x',
    'https://a.example:/x',
    'https://a.example:99999/',
    'https://a.example/%zz',
    'https://a.example/\u0000',
    'https://a.example/x?q=\n',
    'https://a.example/x?q=a ',
    'https://a.example/\ud800',
    'https://a%2eexample/',
    'HTTPS://a.example/',
    'ftp://a.example/',
    '',
  ];
  for (const written of odd) {
    test(`${JSON.stringify(written)} is none`, () => assert.equal(normalService(written), undefined));
  }

  test('normal is normal: what was made so is not changed by doing it again', () => {
    const piece = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(piece, piece, (path, query) => {
        const normal = normalService(`https://a.example/${path}?${query}`);
        assert.ok(normal === undefined || normalService(normal) === normal, normal ?? '');
      }),
    );
  });

  test('whatever is written behind a registered origin, what is sent there stays there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (tail) => {
        const normal = normalService(`https://a.example${tail}`);
        if (normal === undefined || !isServiceWithin(normal, 'https://a.example/app')) return;
        const sent = new URL(withQuery(normal, 'ticket', 'ST-1'));
        assert.equal(sent.origin, 'https://a.example');
        assert.ok(sent.pathname === '/app' || sent.pathname.startsWith('/app/'), sent.href);
        assert.deepEqual(sent.searchParams.getAll('ticket'), ['ST-1']);
      }),
      { numRuns: 2000 },
    );
  });

  test('a registered path holds at a segment boundary only', () => {
    const within = (service: string, registered = 'https://a.example/app') => isServiceWithin(service, registered);
    assert.equal(within('https://a.example/app'), true);
    assert.equal(within('https://a.example/app?x'), true);
    assert.equal(within('https://a.example/app/x'), true);
    assert.equal(within('https://a.example/apple'), false);
    assert.equal(within('https://a.example/App'), false);
    assert.equal(within('https://a.example/app;x'), false);
    assert.equal(within('https://a.example:8443/app'), false);
    assert.equal(within('http://a.example/app'), false);
    assert.equal(within('https://a.example/app', 'https://a.example/app/'), false);
    assert.equal(within('https://a.example/anything', 'https://a.example/'), true);
  });
});

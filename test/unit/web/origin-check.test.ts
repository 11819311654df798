import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, test } from 'node:test';
import { checkPostOrigin } from '../../../src/web/origin-check.ts';

const ours = 'https://library.example';
const cases: readonly (readonly [string, IncomingHttpHeaders, ReturnType<typeof checkPostOrigin>])[] = [
  ['takes our own origin', { origin: ours }, 'same-origin'],
  ['takes our own origin from the same origin', { origin: ours, 'sec-fetch-site': 'same-origin' }, 'same-origin'],
  ['takes a page of ours loaded again by the person', { origin: ours, 'sec-fetch-site': 'none' }, 'same-origin'],
  ['takes "same-origin" from a browser that sends no Origin', { 'sec-fetch-site': 'same-origin' }, 'same-origin'],
  ['takes a page of ours as Referer from an old browser', { referer: `${ours}/demo/login` }, 'same-origin'],
  ['refuses another origin', { origin: 'https://evil.example' }, 'cross-site'],
  ['refuses our host by http', { origin: 'http://library.example' }, 'cross-site'],
  ['refuses our host at another port', { origin: `${ours}:8443` }, 'cross-site'],
  ['refuses a name that begins like ours', { origin: `${ours}.evil.example` }, 'cross-site'],
  ['refuses an origin that is hidden', { origin: 'null' }, 'cross-site'],
  ['refuses two origins in one', { origin: `${ours}, ${ours}` }, 'cross-site'],
  ['refuses a neighbour of the same site', { origin: ours, 'sec-fetch-site': 'same-site' }, 'cross-site'],
  ['refuses what the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }, 'cross-site'],
  [
    'refuses a hidden origin even from the same origin',
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    'cross-site',
  ],
  ['refuses "none" without an origin', { 'sec-fetch-site': 'none' }, 'cross-site'],
  ['refuses an unknown word', { origin: ours, 'sec-fetch-site': 'somewhere' }, 'cross-site'],
  ['refuses another page as Referer', { referer: 'https://evil.example/https://library.example' }, 'cross-site'],
  ['refuses a Referer that is no address', { referer: 'library.example' }, 'cross-site'],
  ['refuses what says nothing at all', {}, 'cross-site'],
];

describe('the origin check of a POST', () => {
  for (const [name, headers, expected] of cases) {
    test(name, () => assert.equal(checkPostOrigin(headers, ours), expected));
  }

  test('compares with the origin of the public URL only', () => {
    assert.equal(checkPostOrigin({ origin: ours }, `${ours}/`), 'same-origin');
  });
});

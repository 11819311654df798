import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBreachCheck } from '../../../src/directory/passwords/breach-check.ts';
import type { Outbound } from '../../../src/domain/ports/outbound.ts';

// SHA-1 of "password": 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8.
const rest = '1E4C9B93F3F0682250B6CF8331B7EE68FD8';
const url = 'https://range.example/range';

function checkWith(answer: Awaited<ReturnType<Outbound['get']>> | Error) {
  const asked: { url: string; request: unknown }[] = [];
  const told: unknown[] = [];
  const get: Outbound['get'] = async (at, request) => {
    asked.push({ url: at, request });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { check: createBreachCheck({ outbound: { get }, onUnreachable: (error) => told.push(error) }), asked, told };
}

test('tells the service five digits of the hash and asks for a padded answer within two seconds', async () => {
  const { check, asked } = checkWith({ status: 200, body: '' });
  await check.isLeaked(url, 'password');
  await check.isLeaked(`${url}/`, 'password');
  const headers = { 'Add-Padding': 'true', 'User-Agent': 'Vestibule' };
  const request = { headers, timeoutMs: 2000, maxBytes: 262_144 };
  const once = { url: 'https://range.example/range/5BAA6', request };
  assert.deepEqual(asked, [once, once]);
});

test('finds a password in the answer, in either case', async () => {
  const body = `0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n${rest}:9659365\r\n`;
  assert.equal(await checkWith({ status: 200, body }).check.isLeaked(url, 'password'), true);
  assert.equal(await checkWith({ status: 200, body: body.toLowerCase() }).check.isLeaked(url, 'password'), true);
  assert.equal(await checkWith({ status: 200, body }).check.isLeaked(url, 'passwort'), false);
});

test('does not take what only fills the answer up for a find', async () => {
  assert.equal(await checkWith({ status: 200, body: `${rest}:0` }).check.isLeaked(url, 'password'), false);
});

test('lets a password pass when nobody answers, and tells it', async () => {
  for (const answer of [new Error('timeout'), { status: 503, body: `${rest}:1` }]) {
    const { check, told } = checkWith(answer);
    assert.equal(await check.isLeaked(url, 'password'), false);
    assert.equal(told.length, 1);
  }
});

// The demo shows the letters that it would send.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../support/browse.ts';
import { type RunningCommand, runCommand } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { links } from '../support/html-forms.ts';

const directory = mkdtempSync(join(tmpdir(), 'vestibule-demo-mail-'));
let url: string;
let demo: RunningCommand;

before(async () => {
  const port = await freePort();
  url = `http://localhost:${port}`;
  demo = runCommand(['demo'], { PORT: String(port), VESTIBULE_DATA: directory });
  await demo.said('Stop with Ctrl-C');
});
after(async () => {
  await demo.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('prints where its letters can be read', () => {
  assert.match(demo.output(), new RegExp(`Letters it sent +${url}/demo-app/outbox`));
});

test('signs in by the link of a letter in the outbox, after one press', async () => {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${url}/demo/login/email`));
  await browser.follow(await browser.submit(page, { email: 'KOFI@post.example' }));
  let link: string | undefined;
  for (let tries = 0; tries < 100 && link === undefined; tries++, await wait(50)) {
    const outbox = await browser.get(`${url}/demo-app/outbox`);
    assert.equal(outbox.status, 200);
    assert.match(outbox.body, /sent to nobody/);
    link = links(outbox.body).find((href) => href.includes('/link?t='));
  }
  const letter = await browser.get(link ?? '');
  await browser.follow(await browser.submit(letter));
  const me = await browser.get(`${url}/demo/me`, { accept: 'application/json' });
  assert.match(me.body, /"primaryIdentifier":"p0011"/);
});

test('shows a letter as HTML, with nothing that runs or is fetched', async () => {
  const browser = openBrowser();
  const outbox = await browser.get(`${url}/demo-app/outbox`);
  const href = links(outbox.body).find((one) => /outbox\/[\da-f-]{36}$/.test(one)) ?? '';
  const letter = await browser.get(new URL(href, url).href);
  assert.equal(letter.status, 200);
  assert.match(letter.headers.get('content-security-policy') ?? '', /default-src 'none'; style-src 'unsafe-inline'/);
  assert.doesNotMatch(letter.body, /<script|<img|src=/);
});

test('shows the outbox to nobody behind a proxy', async () => {
  const answer = await openBrowser().get(`${url}/demo-app/outbox`, { 'x-forwarded-for': '203.0.113.9' });
  assert.equal(answer.status, 403);
});

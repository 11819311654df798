// A person in Chromium at an application that asks by CAS, on another site than Vestibule.
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ada, casLibrary, loginUrl, password, validated } from '../support/cas-application.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('at an application that asks by CAS, in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let house: RunningVestibule;
  let application: Server;
  let service = '';

  before(async () => {
    browser = await launchChromium();
    application = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const sent = req.method === 'POST' ? Buffer.concat(chunks).toString() : (req.url ?? '').split('?')[1];
        const ticket = new URLSearchParams(sent).get('ticket') ?? '';
        void show(res, req.method ?? '', ticket);
      });
    });
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.3', resolve));
    service = `http://127.0.0.3:${(application.address() as AddressInfo).port}/app`;
    house = await startVestibule({ institutions: () => [casLibrary({ services: [service] })] });
    await house.seed('demo', [ada]);
  });
  after(async () => {
    await browser?.close();
    application?.close();
    application?.closeAllConnections();
    await house?.close();
  });

  async function show(res: ServerResponse, method: string, ticket: string): Promise<void> {
    const body = await validated(house, '/p3/serviceValidate', { service, ticket });
    const user = /<cas:user>([^<]+)</.exec(body)?.[1] ?? 'nobody';
    res.setHeader('content-type', 'text/html').end(`<h1 id="user">${method} ${user}</h1>`);
  }

  async function signIn(page: Page, parameters: Readonly<Record<string, string>>): Promise<void> {
    await page.goto(loginUrl(house, { service, ...parameters }));
    await page.fill('input[name="username"]', 'p0001');
    await page.fill('input[name="password"]', password);
    await page.press('input[name="password"]', 'Enter');
  }

  async function inWindow(scripts: boolean, act: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ javaScriptEnabled: scripts, locale: 'en' });
    context.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    context.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    try {
      await act(await context.newPage());
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  }

  for (const scripts of [true, false]) {
    test(`she signs in and is sent back${scripts ? '' : ', without scripts'}`, () =>
      inWindow(scripts, async (page) => {
        await signIn(page, {});
        assert.equal(await page.textContent('#user'), 'GET p0001');
        // A second time nobody asks her.
        await page.goto(loginUrl(house, { service }));
        assert.equal(await page.textContent('#user'), 'GET p0001');
      }));
  }

  test('her ticket is posted where the application wants it so', () =>
    inWindow(true, async (page) => {
      await signIn(page, { method: 'POST' });
      assert.equal(await page.textContent('#user'), 'POST p0001');
    }));

  test('without scripts a button posts it', () =>
    inWindow(false, async (page) => {
      await signIn(page, { method: 'POST' });
      await page.click('form[action^="http://127.0.0.3"] button');
      assert.equal(await page.textContent('#user'), 'POST p0001');
    }));

  test('an address that nobody registered leads to a page of the library that says so', () =>
    inWindow(true, async (page) => {
      await page.goto(loginUrl(house, { service: 'http://127.0.0.4/app' }));
      assert.match((await page.textContent('main')) ?? '', /does not know this application/);
    }));
});

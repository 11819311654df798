// Signing in by mail in a real browser: with and without scripts, by keyboard, and what a scanner with a whole browser comes to.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { address, codeIn, type EmailLibrary, linkIn, startEmailLibrary } from '../support/email-login.ts';

const postToken = `
  const form = document.createElement('form');
  form.method = 'post';
  form.action = location.pathname;
  const field = document.createElement('input');
  field.name = 't';
  field.value = new URLSearchParams(location.search).get('t');
  form.append(field);
  document.body.append(form);
  form.submit();`;

describe('signing in by mail in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let library: EmailLibrary;

  before(async () => {
    browser = await launchChromium();
    library = await startEmailLibrary({ limits: { perAddress: 100, perSource: 1000 } });
    await library.vestibule.seed('demo', [{ primaryIdentifier: 'ada', emails: [address('ada@uni.example')] }]);
  });
  after(async () => {
    await browser.close();
    await library.close();
  });

  async function ask(page: Page) {
    const before = library.letters().length;
    await page.goto(`${library.url}/demo/login/mail`);
    await page.fill('[name=email]', 'ada@uni.example');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/code?*');
    return library.nextLetter(before);
  }

  const signedIn = (page: Page) => page.getByRole('heading', { name: 'You are signed in' }).isVisible();

  for (const javaScriptEnabled of [true, false]) {
    test(`works ${javaScriptEnabled ? 'with' : 'without'} scripts, by keyboard alone`, async () => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      const letter = await ask(page);
      await page.keyboard.type(codeIn(letter));
      await page.keyboard.press('Enter');
      await page.waitForURL('**/demo/me');
      assert.equal(await signedIn(page), true);
      await context.close();
    });

    test(`takes one press on the page of the link ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const context = await browser.newContext({ javaScriptEnabled });
      const letter = await ask(await context.newPage());
      const tab = await context.newPage();
      await tab.goto(linkIn(letter));
      await tab.waitForTimeout(500);
      assert.match(tab.url(), /\/link\?t=/, 'nothing happens by itself');
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await tab.waitForURL('**/demo/me');
      assert.equal(await signedIn(tab), true);
      await context.close();
    });
  }

  test('the code is asked for as a one-time code of digits, and what was wrong is read with it', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await ask(page);
    await page.keyboard.type('12345');
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Code of six digits');
    await page.getByRole('alert').waitFor();
    assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
    assert.equal(await field.getAttribute('inputmode'), 'numeric');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.getAttribute('aria-describedby'), 'problem how');
    assert.equal(await page.evaluate('document.activeElement.name'), 'code');
    assert.match(await page.title(), /^Error/);
    await context.close();
  });

  test('a scanner that runs scripts and presses whatever can be pressed, ten times, neither gets in nor spends the link', async () => {
    const hers = await browser.newContext();
    const page = await hers.newPage();
    const letter = await ask(page);
    for (let round = 0; round < 10; round++) {
      const scanner = await browser.newContext();
      const scanned = await scanner.newPage();
      await scanned.goto(linkIn(letter));
      for (const button of await scanned.locator('button, input[type=submit], a.button').all()) await button.click();
      // Forms that it makes itself, as a page of its own would: same origin, without her cookie.
      await scanned.evaluate(postToken);
      await scanned.waitForURL((url) => url.search === '');
      assert.match(await scanned.title(), /^Go back to where you began/);
      await scanned.goto(`${library.url}/demo/me`);
      assert.equal(await signedIn(scanned), false);
      await scanner.close();
    }
    await page.fill('[name=code]', codeIn(letter));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/demo/me');
    assert.equal(await signedIn(page), true);
    await hers.close();
  });
});

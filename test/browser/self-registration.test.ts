// Registering in a real browser, without scripts and by keyboard, at a phone's width.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { codeIn, type EmailLibrary, startEmailLibrary } from '../support/email-login.ts';

describe('registering in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let library: EmailLibrary;

  before(async () => {
    browser = await launchChromium();
    const fields = { birth_date: 'required', address: 'optional' } as const;
    const terms = { label: 'Terms of use', url: 'https://library.example/terms' };
    library = await startEmailLibrary({ registration: { userGroup: 'ONLINE', fields, terms } });
    const rule = { prefix: 'R', length: 8, order: 'random' };
    await library.vestibule.parts.store.settings.write(
      'demo',
      0,
      { generation: { primary: rule } },
      { who: 'operator', via: 'test' },
    );
  });
  after(async () => {
    await browser.close();
    await library.close();
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`leads from an address to a signed-in user ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const viewport = { width: 360, height: 740 };
      const context = await browser.newContext({ javaScriptEnabled, viewport, locale: 'en' });
      const page = await context.newPage();
      const before = library.letters().length;
      await page.goto(`${library.url}/demo/login/mail`);
      await page.getByLabel('Email address').fill(`ada${before}@new.example`);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/code?*');
      await page.getByLabel('Code of six digits').fill(codeIn(await library.nextLetter(before)));
      await page.keyboard.press('Enter');
      await page.waitForURL('**/register?*');
      assert.equal(await page.getByLabel('Email address').isEditable(), false);
      await page.getByLabel('Last name').fill('Lovelace');
      await page.getByRole('button', { name: 'Register' }).click();
      assert.match(page.url(), /\/register\?/, 'what must be filled in is not left out');
      await page.getByLabel('Date of birth').fill('1990-12-10');
      await page.getByLabel('I agree').check();
      await page.getByRole('button', { name: 'Register' }).click();
      await page.waitForURL('**/demo/me');
      assert.equal(await page.getByRole('heading', { name: 'You are signed in' }).isVisible(), true);
      await context.close();
    });
  }
});

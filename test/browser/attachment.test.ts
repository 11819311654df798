// An invitation, and a person's own ways to sign in, in a real browser: with and without scripts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type AttachmentLibrary, emailOf, password, startAttachmentLibrary } from '../support/attachment-library.ts';
import { shoot } from '../support/browser-window.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';

describe('attaching a way to sign in, in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let library: AttachmentLibrary;
  let counter = 0;

  before(async () => {
    browser = await launchChromium();
    library = await startAttachmentLibrary();
  });
  after(async () => {
    await browser.close();
    await library.close();
  });

  async function somebody(): Promise<string> {
    const name = `person${++counter}`;
    const seed = { primaryIdentifier: name, name: { first: 'Ada' }, emails: [emailOf(name)], password };
    await library.house.seed('demo', [seed]);
    return name;
  }

  /** What the browser complains of, blocked content first of all, comes back. */
  async function inWindow(javaScriptEnabled: boolean, act: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ javaScriptEnabled, locale: 'en' });
    const complaints: string[] = [];
    context.on('console', (message) => {
      if (/content security policy|refused to|blocked/i.test(message.text())) complaints.push(message.text());
    });
    context.setDefaultTimeout(15_000);
    try {
      await act(await context.newPage());
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  for (const scripts of [true, false]) {
    const how = scripts ? 'with' : 'without';

    test(`an invitation goes to the provider and back ${how} scripts`, async () => {
      const user = await somebody();
      const link = await library.invite(user);
      library.account(`6${counter}`);
      await inWindow(scripts, async (page) => {
        await page.goto(link);
        await heading(page, 'Attach “Google”');
        await shoot(page, `invite-${how}`);
        await press(page, 'Continue to “Google”');
        await heading(page, '“Google” is attached');
        await shoot(page, `attached-${how}`);
        await page.getByRole('link', { name: 'Sign in' }).click();
        await heading(page, 'You are signed in');
      });
      assert.deepEqual(await library.googleIds(user), [`6${counter}`]);
    });

    test(`a signed-in person attaches, sees and detaches ${how} scripts`, async () => {
      const user = await somebody();
      library.account(`10882201337700${counter}`);
      await inWindow(scripts, async (page) => {
        const type = async () => {
          await page.fill('input[name=username]', user);
          await page.fill('input[name=password]', password);
          await page.press('input[name=password]', 'Enter');
        };
        await page.goto(`${library.url}/demo/login/library`);
        await type();
        await page.getByRole('link', { name: 'Your ways to sign in' }).click();
        await press(page, 'Attach “Google”');
        await heading(page, 'Is it you?');
        await press(page, 'Sign in by “Library password”');
        await type();
        await heading(page, 'Now “Google”');
        await press(page, 'Continue to “Google”');
        await heading(page, '“Google” is attached');
        await page.getByRole('link', { name: 'Back to your ways to sign in' }).click();
        await heading(page, 'Your ways to sign in');
        await shoot(page, `methods-${how}`);
        await page.getByRole('button', { name: /^Detach Google/ }).click();
        await press(page, 'Sign in by “Library password”');
        await type();
        await press(page, 'Detach it');
        await heading(page, '“Google” is detached');
      });
      assert.deepEqual(await library.googleIds(user), []);
    });
  }

  test('a code is typed and taken by keyboard alone', async () => {
    const user = await somebody();
    const code = await library.print(user);
    library.account(`7${counter}`);
    await inWindow(true, async (page) => {
      await page.goto(`${library.url}/demo/invite`);
      await page.keyboard.type(code.toLowerCase());
      await page.keyboard.press('Enter');
      await heading(page, 'Attach “Google”');
      for (let step = 0; step < 5; step++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.tagName')) === 'BUTTON') break;
      }
      await page.keyboard.press('Enter');
      await heading(page, '“Google” is attached');
    });
    assert.deepEqual(await library.googleIds(user), [`7${counter}`]);
  });
});

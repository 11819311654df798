// A person's browser for one test, and what she does in it between an application, Vestibule and her upstream.
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ThreeSites } from './three-sites.ts';

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

export interface Windows {
  /** A browser of its own; in the end nothing may have been blocked in it, and nothing of Vestibule's have broken. */
  readonly inWindow: (act: (person: Person) => Promise<void>, scripts?: boolean) => Promise<void>;
  /** From the application to the page where the library offers its ways in. */
  readonly fromApplication: (page: Page) => Promise<void>;
  /** The same, and on to the form of the campus. */
  readonly toCampus: (page: Page) => Promise<void>;
  /** She is at the application again, which was told this subject. */
  readonly arrivesAs: (page: Page, subject: string) => Promise<void>;
}

/** That a field was not given the focus because another has it is no fault. */
const complaint = /^(?!Autofocus processing was).*(?:content security policy|refused to|blocked)/is;

export function windowsOf(browser: () => Browser, house: () => ThreeSites): Windows {
  const windows: Windows = {
    async inWindow(act, scripts = true) {
      const context = await browser().newContext({ javaScriptEnabled: scripts, locale: 'en' });
      const complaints: string[] = [];
      context.on('console', (message) => {
        if (complaint.test(message.text())) complaints.push(message.text());
      });
      context.on('response', (response) => {
        const isOurs = response.url().startsWith(house().vestibule.url);
        if (isOurs && response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
      });
      context.setDefaultTimeout(15_000);
      try {
        await act({ context, page: await context.newPage() });
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    },
    async fromApplication(page) {
      await page.goto(house().application.url);
      await page.click('#sign-in');
      await page.waitForSelector('main');
      assert.equal(new URL(page.url()).origin, house().vestibule.url);
    },
    async toCampus(page) {
      await windows.fromApplication(page);
      await page.click('a.choice:has-text("Campus")');
      await page.waitForSelector('input[name=username]');
    },
    async arrivesAs(page, subject) {
      await page.waitForURL(`${house().application.url}/`);
      assert.equal(await page.textContent('#problem'), '');
      assert.equal(await page.textContent('#claim-sub'), subject);
    },
  };
  return windows;
}

export async function typeIn(page: Page, name: string, password: string): Promise<void> {
  await page.fill('input[name=username]', name);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
}

/** Kept where `VESTIBULE_SCREENSHOTS` names a directory: a person looks at them. */
export async function shoot(page: Page, name: string): Promise<void> {
  const directory = process.env['VESTIBULE_SCREENSHOTS'];
  if (directory !== undefined) await page.screenshot({ path: `${directory}/${name}.png`, fullPage: true });
}

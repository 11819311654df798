// axe-core over every page, from left to right and from right to left, in light and in dark colours.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { translatorFor } from '../../src/web/messages.ts';
import { axeFindings } from '../support/axe.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { sampleFrame, samplePages } from '../support/sample-pages.ts';

/** Failures differ in their words alone: the shortest, the longest and one that speaks of other groups stand for all. */
const failures = ['failure.VST_UNDO_CONFLICT', 'failure.VST_SUBJECT_TAKEN', 'failure.VST_USER_NOT_FOR_PROFILE'];
const samples = samplePages(sampleFrame('en'), translatorFor('en'));
const names = Object.keys(samples).filter((name) => !name.startsWith('failure.') || failures.includes(name));
/** What sends a browser on without a script. */
const refresh = /<meta http-equiv="refresh"[^>]*>/;

describe('axe-core finds nothing', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let site: PageServer;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    browser = await launchChromium();
    site = await startPageServer('127.0.0.1');
    context = await browser.newContext({ reducedMotion: 'reduce', bypassCSP: true });
    // What sends a page on by itself stays behind, or there would be nothing left to look at.
    await context.route(/\/assets\/relay\./, (route) => route.abort());
    for (const name of names.filter((each) => refresh.test(samples[each] ?? ''))) {
      await context.route(`**/page/*/${name}`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace(refresh, '') });
      });
    }
    page = await context.newPage();
  });

  after(async () => {
    await browser.close();
    await site.close();
  });

  for (const name of names) {
    test(`in ${name}`, async () => {
      for (const language of ['en', 'ar']) {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(`${site.origin}/page/${language}/${name}`);
        assert.deepEqual(await axeFindings(page), [], `${language}, light`);
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await axeFindings(page, ['color-contrast', 'link-in-text-block']), [], `${language}, dark`);
      }
    });
  }
});

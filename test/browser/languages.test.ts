// Every page in the languages that pages were not drawn in: long words, other writing directions, other letters; in a
// narrow window, and with texts twice as large.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { translatorFor } from '../../src/web/messages.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { sampleFrame, samplePages } from '../support/sample-pages.ts';

const probes = readFileSync(new URL('./page-probes.js', import.meta.url), 'utf8');
const samples = samplePages(sampleFrame('en'), translatorFor('en'));
/** Without those that a browser leaves at once, and of the failures those with the shortest and the longest words. */
const names = Object.keys(samples).filter(
  (name) =>
    !/http-equiv="refresh"|data-relay/.test(samples[name] ?? '') &&
    (!name.startsWith('failure.') || /UNDO_CONFLICT|SUBJECT_TAKEN/.test(name)),
);

describe('the pages in every language', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let site: PageServer;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    browser = await launchChromium();
    site = await startPageServer('127.0.0.1');
    context = await browser.newContext({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    page = await context.newPage();
  });

  after(async () => {
    await browser.close();
    await site.close();
  });

  async function probe(name: string): Promise<unknown> {
    await page.evaluate(probes);
    return page.evaluate(`pageProbes.${name}()`);
  }

  // English and Spanish words are no longer than German and French ones.
  for (const language of ['de', 'fr', 'zh', 'ar', 'he']) {
    test(`${language}: nothing is cut off at 320 pixels, and what is pressed is large enough`, async () => {
      for (const name of names) {
        await page.goto(`${site.origin}/page/${language}/${name}`);
        assert.equal(await probe('overflow'), 0, name);
        assert.deepEqual(await probe('smallTargets'), [], name);
      }
    });
  }

  test('texts twice as large still fit', async () => {
    await page.setViewportSize({ width: 640, height: 800 });
    for (const language of ['de', 'ar']) {
      for (const name of names) {
        await page.goto(`${site.origin}/page/${language}/${name}`);
        await page.evaluate("document.documentElement.style.fontSize = '200%'");
        assert.equal(await probe('overflow'), 0, `${language} ${name}`);
      }
    }
    await page.setViewportSize({ width: 320, height: 640 });
  });

  test('where a person chose her own colours, every button, field and message keeps an edge', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    for (const name of ['signIn.refused', 'profileTest', 'me', 'email.choose']) {
      await page.goto(`${site.origin}/page/en/${name}`);
      const without =
        await page.evaluate(`[...document.querySelectorAll('.button, .choice, .option, input:not([type=hidden], [type=radio], [type=checkbox]), .problem, .success')]
        .filter((each) => each.getClientRects().length > 0)
        .filter((each) => Number.parseFloat(getComputedStyle(each).borderBlockEndWidth) === 0)
        .map((each) => each.outerHTML.slice(0, 80))`);
      assert.deepEqual(without, [], name);
    }
    await page.emulateMedia({ forcedColors: 'none' });
  });
});

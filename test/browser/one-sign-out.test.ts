// The page of a sign-out in Chromium: the application that only the browser can tell is told in a frame, on its own site, and
// the page's own rules let it; one that asked for the sign-out has her back by itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { shoot, typeIn } from '../support/browser-window.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RelyingParty, startRelyingParty } from '../support/relying-party.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'library-password';

describe('the page of a sign-out in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let house: RunningVestibule;
  let catalogue: RelyingParty;

  before(async () => {
    browser = await launchChromium();
    catalogue = await startRelyingParty({ host: '127.0.0.2' });
    const party = { ...catalogue.configuration, frontchannelLogoutUri: `${catalogue.url}/signed-out` };
    house = await startVestibule({ institutions: () => [libraryOf({ relyingParties: [party] })] });
    catalogue.trust(`${house.url}/demo/oidc`);
    await house.seed('demo', [{ primaryIdentifier: 'ada', password }]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
    await catalogue?.close();
  });

  /** @returns the addresses of the application that frames loaded, and what the browser blocked */
  async function inWindow(act: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ locale: 'en' });
    const [framed, blocked]: [URL[], string[]] = [[], []];
    context.on('console', (message) => {
      if (/content security policy|refused to/i.test(message.text())) blocked.push(message.text());
    });
    context.on('response', (response) => {
      if (response.frame().parentFrame() !== null && response.ok()) framed.push(new URL(response.url()));
    });
    context.setDefaultTimeout(15_000);
    try {
      const page = await context.newPage();
      await page.goto(catalogue.url);
      await page.click('#sign-in');
      await typeIn(page, 'ada', password);
      await page.waitForSelector('#claim-sub');
      const sid = await page.textContent('#claim-sid');
      await act(page);
      return { framed, blocked, sid };
    } finally {
      await context.close();
    }
  }

  function assertTold({ framed, blocked, sid }: Awaited<ReturnType<typeof inWindow>>): void {
    assert.deepEqual(blocked, []);
    const [frame] = framed;
    assert.equal(frame?.origin, catalogue.url);
    assert.equal(frame?.searchParams.get('iss'), `${house.url}/demo/oidc`);
    assert.equal(frame?.searchParams.get('sid'), sid);
    assert.equal(framed.length, 1);
  }

  test('tells the application, after she signed out here', async () => {
    const told = await inWindow(async (page) => {
      await page.goto(`${house.url}/demo/logout`);
      const frame = page.waitForResponse((response) => response.url().startsWith(`${catalogue.url}/signed-out`));
      await page.click('main form [type=submit]');
      await frame;
      await page.getByText('Your browser is now signing you out at Catalogue').waitFor();
      await shoot(page, 'one-sign-out');
    });
    assertTold(told);
  });

  test('tells it, and goes back, when the application signs her out', async () => {
    const told = await inWindow(async (page) => {
      await page.click('#sign-out');
      await page.waitForURL(`${catalogue.url}/signed-out`);
    });
    assertTold(told);
  });
});

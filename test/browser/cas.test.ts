// A person in Chromium whose campus is a CAS server, with Vestibule and the application each on another site.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { shoot, typeIn, windowsOf } from '../support/browser-window.ts';
import { type CasServer, casServerMissing, startCasServer } from '../support/cas-server.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { traceOf } from '../support/sign-in-end.ts';
import { sites, startThreeSites, type ThreeSites } from '../support/three-sites.ts';

describe('from django-cas-server in Chromium', { skip: chromiumMissing ?? casServerMissing() }, () => {
  let browser: Browser;
  let house: ThreeSites;
  let campus: CasServer;
  const { inWindow, toCampus, arrivesAs } = windowsOf(
    () => browser,
    () => house,
  );

  before(async () => {
    browser = await launchChromium();
    house = await startThreeSites();
    const account = (name: string, studentNumber: string) => ({
      name,
      password: `${name}pw`,
      attributes: { mail: `${name}@uni.example`, studentNumber },
    });
    campus = await startCasServer([account('alice', 'S-1001'), account('eve', 'S-6666')], sites.upstream);
    await campus.know([{ pattern: `^${house.vestibule.url}/demo/login/campus/callback` }]);
    await house.offer({
      id: 'campus',
      kind: 'cas',
      label: 'Campus',
      server: campus.url,
      match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
    });
  });
  after(async () => {
    await browser?.close();
    await Promise.all([house?.close(), campus?.stop()]);
  });

  for (const scripts of [true, false]) {
    test(`alice comes in as the user of her student number${scripts ? '' : ', without scripts'}`, async () => {
      await inWindow(async ({ page }) => {
        await toCampus(page);
        assert.equal(new URL(page.url()).hostname, sites.upstream);
        await typeIn(page, 'alice', 'alicepw');
        await arrivesAs(page, 'p0001');
        assert.equal(await page.textContent('#claim-name'), 'Alice Moreau');
      }, scripts);
    });
  }

  test('she signs out there, and is signed out here', async () => {
    await inWindow(async ({ page }) => {
      await toCampus(page);
      await typeIn(page, 'alice', 'alicepw');
      await arrivesAs(page, 'p0001');
      await page.goto(`${house.vestibule.url}/demo/me`);
      assert.match((await page.textContent('main')) ?? '', /p0001/);
      await page.goto(`${campus.url}/logout`);
      await page.goto(`${house.vestibule.url}/demo/me`);
      assert.match(page.url(), /\/demo\/login/);
    });
  });

  test('a person whom nobody is here for reads why, and quotes a code', async () => {
    await inWindow(async ({ page }) => {
      await toCampus(page);
      await typeIn(page, 'eve', 'evepw');
      await page.waitForURL(/\/callback\?/);
      assert.match(await traceOf(house.vestibule, await page.content()), /VST_NOT_KNOWN_HERE/);
      await shoot(page, 'cas-not-known');
    });
  });

  test('reloading the way back gives a page with a code, and she stays signed in', async () => {
    await inWindow(async ({ page }) => {
      const seen: string[] = [];
      page.on('request', (request) => void seen.push(request.url()));
      await toCampus(page);
      await typeIn(page, 'alice', 'alicepw');
      await arrivesAs(page, 'p0001');
      const back = seen.find((url) => url.includes('/demo/login/campus/callback?')) ?? '';
      assert.equal((await page.goto(back))?.status(), 400);
      assert.match(await traceOf(house.vestibule, await page.content()), /VST_ATTEMPT_EXPIRED/);
      await page.goto(`${house.vestibule.url}/demo/me`);
      assert.match((await page.textContent('main')) ?? '', /p0001/);
    });
  });

  test('the page for the other side’s administrator has what to copy', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(`${house.vestibule.url}/demo/login/campus/about`);
      const text = (await page.textContent('main')) ?? '';
      assert.match(text, /callback\\\?state=/);
      assert.match(text, /studentNumber/);
      await shoot(page, 'cas-about');
    });
  });
});

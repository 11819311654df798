// A sign-out in Chromium across three sites: from the application or from the library, on to the campus and back, with
// and without scripts. What stands in between are pages of ours, which a person reads.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { shoot, typeIn, windowsOf } from '../support/browser-window.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { type SamlProfile, samlProfile, samlSecrets } from '../support/saml-campus.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { sites, startThreeSites, type ThreeSites } from '../support/three-sites.ts';

describe('signing out in Chromium', { skip: chromiumMissing ?? simpleSamlPhpMissing() }, () => {
  let browser: Browser;
  let house: ThreeSites;
  let campus: SimpleSamlPhp;
  let metadata: string;
  const { inWindow, toCampus, fromApplication } = windowsOf(
    () => browser,
    () => house,
  );

  before(async () => {
    browser = await launchChromium();
    house = await startThreeSites(samlSecrets);
    campus = await startSimpleSamlPhp({ host: sites.upstream });
    metadata = await campus.metadata();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
    await campus?.stop();
  });

  async function offer(more: Partial<SamlProfile>): Promise<void> {
    await house.offer(samlProfile(metadata, more));
    const ours = await fetch(`${house.vestibule.url}/demo/login/campus/metadata`);
    await campus.knowMetadata([await ours.text()], {
      'sign.logout': true,
      'validate.logout': true,
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      'simplesaml.nameidattribute': 'uid',
    });
  }

  /** Presses the button of each page that would go on by itself with scripts. */
  async function pressOn(page: Page, until: string): Promise<void> {
    const arrived = page.locator(until);
    const relay = page.locator('form:has(input[name^=SAML]) [type=submit]:visible');
    for (let pages = 0; pages < 8; pages++) {
      await arrived.or(relay).first().waitFor();
      if ((await arrived.count()) > 0) return;
      await relay.first().click();
    }
  }

  async function signIn(page: Page): Promise<void> {
    await toCampus(page);
    await typeIn(page, 'alice', 'alicepw');
    await page.waitForURL(`${house.application.url}/`);
  }

  const over = 'text=You are signed out at “Campus” too';

  for (const requestBinding of ['redirect', 'post'] as const) {
    test(`an application’s sign-out goes on to the campus by ${requestBinding} and comes back to the application`, async () => {
      await offer({ requestBinding });
      await inWindow(async ({ page }) => {
        await signIn(page);
        await page.goto(`${house.application.url}/sign-out`);
        await page.waitForSelector('text=You are no longer signed in here');
        await shoot(page, `sign-out-offered-${requestBinding}`);
        await page.click('text=Sign out of “Campus” too');
        await page.waitForSelector(over);
        assert.equal(new URL(page.url()).hostname, sites.vestibule);
        await shoot(page, `sign-out-all-${requestBinding}`);
        await page.click('text=Go back to Catalogue');
        await page.waitForSelector('#signed-out');
        // The campus asks again: she is out there too.
        await toCampus(page);
      });
    });
  }

  test('the browser goes on by itself where the profile says always, by a form that scripts send', async () => {
    await offer({ requestBinding: 'post', signOut: 'always' });
    await inWindow(async ({ page }) => {
      await signIn(page);
      await page.goto(`${house.vestibule.url}/demo/me`);
      await page.click('form[action$="/logout"] [type=submit]');
      await page.waitForSelector(over);
      assert.equal(new URL(page.url()).hostname, sites.vestibule);
    });
  });

  test('the same without scripts, by the button of each page', async () => {
    await offer({ requestBinding: 'post', signOut: 'always' });
    await inWindow(async ({ page }) => {
      await fromApplication(page);
      await page.click('a.choice:has-text("Campus")');
      await pressOn(page, 'input[name=username]');
      await typeIn(page, 'alice', 'alicepw');
      await pressOn(page, '#claim-sub');
      await page.goto(`${house.vestibule.url}/demo/me`);
      await page.click('form[action$="/logout"] [type=submit]');
      await pressOn(page, over);
    }, false);
  });

  test('a sign-out at the campus ends the session at the library, by either binding', async () => {
    for (const requestBinding of ['redirect', 'post'] as const) {
      await offer({ requestBinding });
      await inWindow(async ({ page }) => {
        await signIn(page);
        await page.goto(campus.signOutUrl);
        await page.waitForURL(`${new URL(campus.entityId).origin}/**`);
        await page.waitForLoadState('networkidle');
        const me = await page.request.get(`${house.vestibule.url}/demo/me`, {
          headers: { accept: 'application/json' },
        });
        assert.deepEqual(await me.json(), { signedIn: false });
      });
    }
  });

  test('who comes back from a campus that does not answer is told so, and may go again', async (t) => {
    const silent = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<h1 id="silent">…</h1>');
    });
    silent.listen(0, sites.upstream);
    await once(silent, 'listening');
    t.after(() => silent.close().closeAllConnections());
    const { port } = silent.address() as AddressInfo;
    const { entityId, singleSignOnUrl, certificate } = campus;
    const singleLogoutUrl = `http://${sites.upstream}:${port}/slo`;
    const idp = { entityId, singleSignOnUrl, singleLogoutUrl, certificates: [certificate] };
    await offer({ metadata: undefined, idp });
    await inWindow(async ({ page }) => {
      await signIn(page);
      await page.goto(`${house.vestibule.url}/demo/me`);
      await page.click('form[action$="/logout"] [type=submit]');
      await page.click('text=Sign out of “Campus” too');
      await page.waitForSelector('#silent');
      await page.goBack();
      await page.waitForSelector('text=“Campus” did not answer');
      await shoot(page, 'sign-out-no-answer');
      await offer({});
      await page.click('text=Try to sign out of “Campus” again');
      await page.waitForSelector(over);
      await page.reload();
      await page.waitForSelector(over);
    });
  });
});

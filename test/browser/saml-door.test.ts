// A person in Chromium goes from an application on another site to the library and back, by SAML, and out again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { catalogue, password, type SamlLibrary, startSamlLibrary } from '../support/saml-door.ts';
import { simpleSamlPhpMissing } from '../support/simplesamlphp.ts';
import { type SimpleSamlApplication, startSimpleSamlApplication } from '../support/simplesamlphp-application.ts';

const skip = chromiumMissing ?? simpleSamlPhpMissing();

describe('An application that asks by SAML, in Chromium', { skip }, () => {
  let browser: Browser;
  let application: SimpleSamlApplication;
  let library: SamlLibrary;

  before(async () => {
    browser = await launchChromium();
    application = await startSimpleSamlApplication('127.0.0.3');
    library = await startSamlLibrary();
    const { id, name, release } = catalogue;
    await library.use({ kind: 'saml', id, name, release, metadata: await application.metadata() });
    await application.trust(await (await fetch(library.idp)).text());
  });
  after(async () => {
    await browser?.close();
    await library?.close();
    await application?.stop();
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`learns who she is, and signs her out, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(application.signInUrl);
      await page.fill('input[name=username]', 'p0001');
      await page.fill('input[name=password]', password);
      await page.click('button[type=submit]');
      if (!javaScriptEnabled) await page.click('form[data-relay] button');
      await page.waitForURL((url) => url.pathname === '/index.php');
      assert.match(await page.content(), /29301/);
      await page.goto(application.signOutUrl);
      await page.waitForURL((url) => url.searchParams.has('bye'));
      assert.match(await page.content(), /"signedIn":false/);
      await context.close();
    });
  }
});

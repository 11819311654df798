// A person in Chromium whose provider answers by a posted form from another site: her cookies do not come with the POST,
// and she is signed in all the same.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { windowsOf } from '../support/browser-window.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { clientId, clientSecret, type KnownProvider, startKnownProvider } from '../support/known-provider.ts';
import { sites, startThreeSites, type ThreeSites } from '../support/three-sites.ts';

describe('from a provider that posts its answer, in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let house: ThreeSites;
  let campus: KnownProvider;
  const { inWindow, toCampus, arrivesAs } = windowsOf(
    () => browser,
    () => house,
  );

  before(async () => {
    browser = await launchChromium();
    house = await startThreeSites({ CAMPUS_CLIENT: clientSecret });
    campus = await startKnownProvider({
      host: sites.upstream,
      path: '/realms/campus',
      people: { alice: { student_number: 'S-1001' } },
      client: { redirect_uris: [`${house.vestibule.url}/demo/login/campus/callback`] },
    });
    await house.offer({
      id: 'campus',
      kind: 'oidc',
      label: 'Campus',
      preset: 'keycloak',
      baseUrl: new URL(campus.issuer).origin,
      realm: 'campus',
      clientId,
      clientSecret: '${env:CAMPUS_CLIENT}',
      responseMode: 'form_post',
      match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
    });
  });
  after(async () => {
    await browser?.close();
    await Promise.all([house?.close(), campus?.close()]);
  });

  test('alice comes in as the user of her student number', async () => {
    await inWindow(async ({ page }) => {
      const posts: (string | undefined)[] = [];
      page.on('request', (request) => {
        if (request.method() !== 'POST' || !request.url().startsWith(house.vestibule.url)) return;
        void request.allHeaders().then((headers) => posts.push(headers['cookie']));
      });
      await toCampus(page);
      assert.equal(new URL(page.url()).hostname, sites.upstream);
      await page.fill('input[name=username]', 'alice');
      await page.click('button');
      await arrivesAs(page, 'p0001');
      assert.deepEqual(posts, [undefined], 'the posted answer came once, and without cookies');
    });
  });
});

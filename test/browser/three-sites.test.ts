// A person in Chromium, with upstream, Vestibule and application on three sites: what cookies cross, what a page's own
// rules let through, and what she sees when it goes wrong.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { shoot, typeIn, windowsOf } from '../support/browser-window.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { campusAccount, knownLibrary, samlProfile, samlSecrets } from '../support/saml-campus.ts';
import { traceOf } from '../support/sign-in-end.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { type Slapd, slapdMissing, startSlapd } from '../support/slapd.ts';
import {
  campusPassword,
  libraryPassword,
  type OidcCampus,
  sites,
  startOidcCampus,
  startThreeSites,
  type ThreeSites,
} from '../support/three-sites.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

describe('on three sites in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let house: ThreeSites;
  const { inWindow, fromApplication, toCampus, arrivesAs } = windowsOf(
    () => browser,
    () => house,
  );

  before(async () => {
    browser = await launchChromium();
    house = await startThreeSites(samlSecrets);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  describe('from SimpleSAMLphp', { skip: simpleSamlPhpMissing() }, () => {
    let campus: SimpleSamlPhp;
    let metadata: string;

    before(async () => {
      const account = (name: string, studentNumber: string) =>
        campusAccount(name, { uid: [name], mail: [`${name}@uni.example`], studentNumber: [studentNumber] });
      const people = [account('alice', 'S-1001'), account('bob', 'S-1002'), account('eve', 'S-6666')];
      campus = await startSimpleSamlPhp({ host: sites.upstream, people });
      metadata = await campus.metadata();
      await campus.know([knownLibrary(house.vestibule.url)]);
      await house.offer(samlProfile(metadata));
    });
    after(() => campus?.stop());

    async function toCampusWithoutScripts(page: Page): Promise<void> {
      await fromApplication(page);
      await page.click('a.choice:has-text("Campus")');
      await pressOn(page, 'input[name=username]');
    }

    /** Where scripts are off: the button of each page that would go on by itself. */
    async function pressOn(page: Page, until: string): Promise<void> {
      const arrived = page.locator(until);
      const relay = page.locator('form:has(input[name^=SAML]) [type=submit]:visible');
      for (let pages = 0; pages < 5; pages++) {
        await arrived.or(relay).first().waitFor();
        if ((await arrived.count()) > 0) return;
        await relay.first().click();
      }
    }

    for (const scripts of [true, false]) {
      for (const requestBinding of ['redirect', 'post'] as const) {
        const how = `the request by ${requestBinding}${scripts ? '' : ', without scripts'}`;
        test(`alice comes in as the user of her student number, ${how}`, async () => {
          await house.offer(samlProfile(metadata, { requestBinding }));
          await inWindow(async ({ page }) => {
            await (scripts ? toCampus(page) : toCampusWithoutScripts(page));
            assert.equal(new URL(page.url()).hostname, sites.upstream);
            await typeIn(page, 'alice', 'alicepw');
            if (!scripts) await pressOn(page, '#claim-sub');
            await arrivesAs(page, 'p0001');
            assert.equal(await page.textContent('#claim-name'), 'Alice Moreau');
          }, scripts);
          await house.offer(samlProfile(metadata));
        });
      }
    }

    test('the response comes without our cookies, and the hop with them', async () => {
      await inWindow(async ({ page }) => {
        const cookies: { method: string; sent: boolean }[] = [];
        page.on('requestfinished', async (request) => {
          if (!request.url().includes('/demo/login/campus/callback')) return;
          const { cookie = '' } = await request.allHeaders();
          cookies.push({ method: request.method(), sent: cookie.includes('vst-demo-browser') });
        });
        await toCampus(page);
        await typeIn(page, 'alice', 'alicepw');
        await arrivesAs(page, 'p0001');
        assert.deepEqual(cookies, [
          { method: 'POST', sent: false },
          { method: 'GET', sent: true },
        ]);
      });
    });

    test('two tabs at once both arrive', async () => {
      await inWindow(async ({ context, page }) => {
        const other = await context.newPage();
        await toCampus(page);
        await toCampus(other);
        await typeIn(page, 'alice', 'alicepw');
        await arrivesAs(page, 'p0001');
        await typeIn(other, 'alice', 'alicepw');
        await arrivesAs(other, 'p0001');
      });
    });

    test('a response answered in another browser is refused there, and the first one goes on', async () => {
      await inWindow(async ({ page: first }) => {
        await fromApplication(first);
        const chooser = first.url();
        await first.click('a.choice:has-text("Campus")');
        await first.waitForSelector('input[name=username]');
        const held: { url: string; body: string }[] = [];
        await first.route(`${house.vestibule.url}/demo/login/campus/callback`, (route) => {
          held.push({ url: route.request().url(), body: route.request().postData() ?? '' });
          return route.fulfill({ status: 200, contentType: 'text/html', body: '<p id="held">held</p>' });
        });
        await typeIn(first, 'alice', 'alicepw');
        await first.waitForSelector('#held');
        await first.unroute(`${house.vestibule.url}/demo/login/campus/callback`);

        await inWindow(async ({ page: second, context }) => {
          await second.route(campus.entityId, (route) =>
            route.fulfill({ contentType: 'text/html', body: formOf(held[0]) }),
          );
          await second.goto(campus.entityId);
          const [answer] = await Promise.all([
            second.waitForResponse((response) => response.url().includes('/callback?hop=')),
            second.click('button'),
          ]);
          assert.equal(answer.status(), 403);
          await second.waitForSelector('main');
          assert.match(await traceOf(house.vestibule, await second.content()), /VST_ATTEMPT_OTHER_BROWSER/);
          assert.deepEqual(await context.cookies(house.vestibule.url), []);
        });

        await first.goto(chooser);
        await first.click('a.choice:has-text("Campus")');
        await arrivesAs(first, 'p0001');
      });
    });

    test('a person whom nobody is here for reads why, quotes a code, and goes back to the application', async () => {
      await inWindow(async ({ page }) => {
        await toCampus(page);
        await typeIn(page, 'eve', 'evepw');
        await page.waitForURL(/\/callback\?hop=/);
        assert.match(await traceOf(house.vestibule, await page.content()), /VST_NOT_KNOWN_HERE[\s\S]*nobody has it/);
        await shoot(page, 'failure');
        await page.click('a:has-text("Catalogue"), a[href*="/login/cancel"]');
        await page.waitForURL(`${house.application.url}/`);
        assert.equal(await page.textContent('#problem'), 'access_denied');
      });
    });

    test('going back after the sign-in and reloading the callback give a page that makes sense', async () => {
      await inWindow(async ({ page }) => {
        const seen: { url: string; status: number }[] = [];
        page.on('response', (response) => void seen.push({ url: response.url(), status: response.status() }));
        await toCampus(page);
        await typeIn(page, 'alice', 'alicepw');
        await arrivesAs(page, 'p0001');
        const hop = seen.find(({ url }) => url.includes('/callback?hop='))?.url ?? '';
        for (const back of [1, 2, 3]) {
          await page.goBack({ waitUntil: 'load' }).catch(() => undefined);
          await page.waitForSelector('h1, h2', { state: 'attached' });
          assert.match(page.url(), /^http/, `back ${back}`);
        }
        const again = await page.goto(hop);
        assert.equal(again?.status(), 400);
        assert.match(await traceOf(house.vestibule, await page.content()), /VST_ATTEMPT_EXPIRED/);
        await page.click('main a.button');
        await page.waitForURL(`${house.vestibule.url}/demo/me`);
        assert.match((await page.textContent('main')) ?? '', /p0001/, 'she is still signed in');
      });
    });
  });

  describe('from another Vestibule by OpenID Connect', () => {
    let campus: OidcCampus;
    before(async () => {
      campus = await startOidcCampus(house.vestibule.url);
      await house.offer(campus.profile);
    });
    after(() => campus?.close());

    for (const scripts of [true, false]) {
      test(`alice's campus password takes her through three sites to the application${scripts ? '' : ', without scripts'}`, async () => {
        await inWindow(async ({ page }) => {
          await toCampus(page);
          assert.equal(new URL(page.url()).hostname, sites.upstream);
          await typeIn(page, 'alice', campusPassword);
          await arrivesAs(page, 'p0001');
        }, scripts);
      });
    }

    test('two tabs at once both arrive', async () => {
      await inWindow(async ({ context, page }) => {
        const tabs = [page, await context.newPage()];
        for (const tab of tabs) {
          await toCampus(tab);
        }
        for (const tab of tabs) {
          await typeIn(tab, 'alice', campusPassword);
          await arrivesAs(tab, 'p0001');
        }
      });
    });

    test('an inactive user reads the exact reason after she proved who she is', async () => {
      await inWindow(async ({ page }) => {
        await toCampus(page);
        await typeIn(page, 'bob', campusPassword);
        await page.waitForURL(new RegExp(`^${house.vestibule.url}/demo/login/campus/callback`));
        assert.match(await traceOf(house.vestibule, await page.content()), /VST_USER_INACTIVE/);
      });
    });

    test('reloading the callback after the sign-in gives a page with a code, and she stays signed in', async () => {
      await inWindow(async ({ page }) => {
        const seen: string[] = [];
        page.on('request', (request) => void seen.push(request.url()));
        await fromApplication(page);
        await page.click('a.choice:has-text("Campus")');
        await typeIn(page, 'alice', campusPassword);
        await arrivesAs(page, 'p0001');
        const callback = seen.find((url) => url.includes('/demo/login/campus/callback?')) ?? '';
        assert.equal((await page.goto(callback))?.status(), 400);
        assert.match(await traceOf(house.vestibule, await page.content()), /VST_ATTEMPT_EXPIRED/);
        await page.goto(`${house.vestibule.url}/demo/me`);
        assert.match((await page.textContent('main')) ?? '', /p0001/);
      });
    });
  });

  describe('by a form of ours', () => {
    before(() => house.offer());

    for (const scripts of [true, false]) {
      test(`the library password leads to the application on its own site${scripts ? '' : ', without scripts'}`, async () => {
        await inWindow(async ({ page }) => {
          await fromApplication(page);
          await shoot(page, 'chooser');
          await typeIn(page, '29301', libraryPassword);
          await arrivesAs(page, 'p0011');
        }, scripts);
      });
    }

    test('a mistyped password, then the right one', async () => {
      await inWindow(async ({ page }) => {
        await fromApplication(page);
        await typeIn(page, '29301', 'mistyped');
        await page.waitForSelector('[role=alert]');
        await typeIn(page, '29301', libraryPassword);
        await arrivesAs(page, 'p0011');
      });
    });

    test('going back to the form after the sign-in and sending it again gives a page that makes sense', async () => {
      await inWindow(async ({ page }) => {
        await fromApplication(page);
        const form = page.url();
        await typeIn(page, '29301', libraryPassword);
        await arrivesAs(page, 'p0011');
        const again = await page.goto(form);
        assert.equal(again?.status(), 400);
        assert.match(await traceOf(house.vestibule, await page.content()), /VST_ATTEMPT_EXPIRED/);
      });
    });

    test('signed in for one application, she goes straight through the second time', async () => {
      await inWindow(async ({ page }) => {
        await fromApplication(page);
        await typeIn(page, '29301', libraryPassword);
        await arrivesAs(page, 'p0011');
        await page.click('#sign-in');
        await arrivesAs(page, 'p0011');
      });
    });

    test('she signs out at the application, and at the library itself', async () => {
      await inWindow(async ({ page }) => {
        await fromApplication(page);
        await typeIn(page, '29301', libraryPassword);
        await arrivesAs(page, 'p0011');
        await page.click('#sign-out');
        await page.waitForSelector('#signed-out');
        assert.equal((await page.goto(`${house.vestibule.url}/demo/me`))?.url().includes('/login'), true);

        await fromApplication(page);
        await typeIn(page, '29301', libraryPassword);
        await arrivesAs(page, 'p0011');
        await page.goto(`${house.vestibule.url}/demo/me`);
        await shoot(page, 'me');
        await page.click('form[action$="/logout"] [type=submit]');
        await page.waitForURL(/\/demo\/logout$/);
        await page.goto(`${house.vestibule.url}/demo/me`);
        assert.match(page.url(), /\/demo\/login/);
        await page.goto(house.application.url);
        await page.click('#sign-in');
        await page.waitForSelector('input[name=password]');
      });
    });
  });

  describe('by the directory of the campus', { skip: slapdMissing() }, () => {
    let slapd: Slapd;
    before(async () => {
      slapd = await startSlapd([
        { uid: 'alice', password: 'alicepw', studentNumber: 'S-1001', mail: 'alice@uni.example' },
      ]);
      await house.offer(ldapCampus(slapd));
    });
    after(() => slapd?.stop());

    test('the campus password, typed here, leads to the application on its own site', async () => {
      await inWindow(async ({ page }) => {
        await toCampus(page);
        assert.equal(new URL(page.url()).origin, house.vestibule.url);
        await typeIn(page, 'alice', 'alicepw');
        await arrivesAs(page, 'p0001');
      });
    });
  });
});

function ldapCampus(slapd: Slapd): InstitutionInput['loginProfiles'][number] {
  return {
    id: 'campus',
    kind: 'ldap',
    label: 'Campus',
    directory: 'uni-ldap',
    servers: [{ url: slapd.ldapsUrl, ca: slapd.ca }],
    bind: { type: 'direct', dn: `uid={name},ou=people,${slapd.base}` },
    match: { from: { attribute: 'employeeNumber' }, to: 'STUDENT_NO' },
  };
}

/** A page that sends on what another browser was given. */
function formOf({ url, body } = { url: '', body: '' }): string {
  const fields = [...new URLSearchParams(body)].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
  );
  return `<form method="post" action="${url}">${fields.join('')}<button>Go on</button></form>`;
}

// The pages in a real browser: what they allow, how they are read, and that they work without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { translatorFor } from '../../src/web/messages.ts';
import { checkPostOrigin } from '../../src/web/origin-check.ts';
import { renderRelayForm } from '../../src/web/pages/relay-form.ts';
import { renderSignIn } from '../../src/web/pages/sign-in.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { sampleFrame, signInViews } from '../support/sample-pages.ts';

const probes = readFileSync(new URL('./page-probes.js', import.meta.url), 'utf8');
const names = [
  'signIn.chooser',
  'signIn.buttons',
  'signIn.formOnly',
  'signIn.refused',
  'signIn.lastButton',
  'signIn.lastForm',
  'signIn.many',
  'signIn.soughtInVain',
  'failure.VST_USER_NOT_FOR_APPLICATION',
  'error',
  'upstreams',
  'upstreams.many',
  'upstreams.found',
  'upstreams.none',
  'begunUpstream',
  'begunUpstream.unknown',
  'begunUpstream.standing',
  'me',
  'email.ask',
  'email.askRefused',
  'email.code',
  'email.codeWrong',
  'email.link',
  'email.elsewhere',
  'email.choose',
  'register',
  'register.refused',
  'register.byMail',
  'register.code',
  'reset.ask',
  'reset.asked',
  'invite.ask',
  'invite.askWrong',
  'invite',
  'attached',
  'notAttached',
  'notAttached.last',
  'methods',
  'methods.none',
  'prove',
  'prove.none',
  'confirm.attach',
  'confirm.detach',
  'newPassword',
  'newPasswordRefused',
  'passwordChanged',
  'signOut',
  'signedOut.open',
  'signedOut.offered',
  'signedOut.all',
  'signedOut.failed',
  'signedOut.noAnswer',
  'signedOut.told',
  'signedOut.stillIn',
  'registration',
  'profileTest',
  'profileTestFailed',
];

describe('the pages in Chromium', { skip: chromiumMissing }, () => {
  let browser: Browser;
  let site: PageServer;
  let other: PageServer;

  before(async () => {
    browser = await launchChromium();
    site = await startPageServer('127.0.0.1');
    other = await startPageServer('127.0.0.2');
  });

  after(async () => {
    await browser.close();
    await Promise.all([site.close(), other.close()]);
  });

  /** Runs in a window of its own; what the browser complains of, blocked content first of all, comes back. */
  async function visit(options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<readonly string[]> {
    const context = await browser.newContext(options);
    const complaints: string[] = [];
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    try {
      await act(page);
      return complaints;
    } finally {
      await context.close();
    }
  }

  async function probe(page: Page, name: string): Promise<unknown> {
    await page.evaluate(probes);
    return page.evaluate(`pageProbes.${name}()`);
  }

  for (const name of names) {
    test(`${name}: nothing is blocked, everything has its name, heading and label, and is large enough`, async () => {
      const complaints = await visit({}, async (page) => {
        await page.goto(`${site.origin}/page/en/${name}`);
        assert.deepEqual(await probe(page, 'structure'), []);
        assert.deepEqual(await probe(page, 'smallTargets'), []);
      });
      assert.deepEqual(complaints, []);
    });

    test(`${name}: can be read in light and in dark colours`, async () => {
      await visit({ reducedMotion: 'reduce' }, async (page) => {
        await page.goto(`${site.origin}/page/en/${name}`);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await probe(page, 'contrast'), [], colorScheme);
        }
      });
    });

    test(`${name}: fits a window 320 pixels wide, in German and from right to left`, async () => {
      await visit({ viewport: { width: 320, height: 640 } }, async (page) => {
        for (const language of ['de', 'ar']) {
          await page.goto(`${site.origin}/page/${language}/${name}`);
          assert.equal(await probe(page, 'overflow'), 0, language);
          assert.deepEqual(await probe(page, 'smallTargets'), [], language);
        }
      });
    });
  }

  test('the keyboard goes through the sign-in page as it is read', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.chooser`);
      const order: unknown[] = [];
      for (let step = 0; step < 10; step++) {
        await page.keyboard.press('Tab');
        order.push(
          await page.evaluate(
            'document.activeElement.name || document.activeElement.getAttribute("href") || document.activeElement.innerText',
          ),
        );
      }
      assert.deepEqual(order, [
        '#main',
        '/demo/login/campus',
        'username',
        'password',
        'Show',
        'Sign in',
        '/demo/cancel',
        'https://library.example/help',
        'mailto:desk@library.example',
        '?lang=de',
      ]);
    });
  });

  test('the keyboard goes to the way used last first, then to forgetting it, the search and the list', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.many`);
      const order: unknown[] = [];
      for (let step = 0; step < 6; step++) {
        await page.keyboard.press('Tab');
        order.push(
          await page.evaluate(
            'document.activeElement.name || document.activeElement.getAttribute("href") || document.activeElement.innerText',
          ),
        );
      }
      const forget = '/demo/login?attempt=a&forget=1';
      assert.deepEqual(order, ['#main', '/demo/login/campus', forget, 'q', 'Search', '/demo/login/campus']);
    });
  });

  test('a search is sent by the keyboard without scripts, and carries the attempt', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.many`);
      await page.getByRole('searchbox').fill('würz burg');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/demo\/login\?attempt=a&q=w%C3%BCrz\+burg$/);
    });
  });

  test('the skip link is seen when it has the focus, and leads to the content', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.origin}/page/en/me`);
      await page.keyboard.press('Tab');
      const box = await page.locator('.skip').boundingBox();
      assert.ok(box !== null && box.y >= 0 && box.x >= 0);
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.id'), 'main');
    });
  });

  test('whatever has the focus shows it', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.chooser`);
      for (let step = 0; step < 10; step++) {
        await page.keyboard.press('Tab');
        const outline = await page.evaluate(
          'getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth',
        );
        assert.equal(outline, 'solid3px');
      }
    });
  });

  test('after a refused password the focus waits in the password field', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.refused`);
      assert.equal(await page.evaluate('document.activeElement.name'), 'password');
      assert.equal(await page.locator('[name=username]').inputValue(), 'ada.l');
    });
  });

  test('a password can be looked at, and is sent as a password', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.formOnly`);
      await page.fill('[name=password]', 'secret');
      const show = page.getByRole('button', { name: 'Show password' });
      await show.click();
      assert.equal(await page.locator('[name=password]').getAttribute('type'), 'text');
      assert.equal(await show.getAttribute('aria-pressed'), 'true');
      await page.evaluate('document.forms[0].addEventListener("submit", (event) => event.preventDefault())');
      await page.fill('[name=username]', 'ada');
      await page.getByRole('button', { name: 'Sign in' }).click();
      assert.equal(await page.locator('[name=password]').getAttribute('type'), 'password');
    });
  });

  test('without scripts the form is sent, and no button is there that could do nothing', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.chooser`);
      assert.equal(await page.locator('[data-shows]').isVisible(), false);
      await page.fill('[name=username]', 'ada');
      await page.fill('[name=password]', 'pass word');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/demo/login/library');
    });
    assert.deepEqual({ ...site.posted.at(-1)?.body }, { username: 'ada', password: 'pass word' });
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`a relay form goes to the other site ${javaScriptEnabled ? 'by itself' : 'by its button, without scripts'}`, async () => {
      site.formActionOrigins = [other.origin];
      const path = `/relay-${javaScriptEnabled}`;
      const view = { url: `${other.origin}${path}`, fields: { SAMLRequest: 'a+b="<' } };
      site.page(path, () => renderRelayForm(sampleFrame('en'), view, translatorFor('en')));
      const complaints = await visit({ javaScriptEnabled }, async (page) => {
        // The form may have left before the page is all there.
        await page.goto(`${site.origin}${path}`, { waitUntil: 'commit' });
        if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
        await page.waitForURL(`${other.origin}${path}`);
      });
      assert.deepEqual(complaints, []);
      assert.deepEqual({ ...other.posted.at(-1)?.body }, { SAMLRequest: 'a+b="<' });
    });
  }

  test('a form of ours may be redirected to an application it names, and to no other', async () => {
    site.app.post('/redirect', (_req, res) => res.redirect(303, `${other.origin}/page/en/me`));
    const library = { ...signInViews.formOnly.choices[0], href: '/redirect' };
    site.page('/form', () =>
      renderSignIn(sampleFrame('en'), { ...signInViews.formOnly, choices: [library] }, translatorFor('en')),
    );
    const send = (formActionOrigins: readonly string[]) =>
      visit({}, async (page) => {
        site.formActionOrigins = formActionOrigins;
        await page.goto(`${site.origin}/form`);
        await page.fill('[name=username]', 'ada');
        await page.fill('[name=password]', 'x');
        const ended =
          formActionOrigins.length > 0 ? page.waitForURL(`${other.origin}/page/en/me`) : page.waitForEvent('console');
        await Promise.all([ended, page.getByRole('button', { name: 'Sign in' }).click()]);
      });
    assert.deepEqual(await send([other.origin]), []);
    assert.match((await send([])).join(), /form-action/);
  });

  test('the origin check takes our own forms and refuses those of other sites', async () => {
    const judged: string[] = [];
    for (const from of [site, other]) {
      const library = { ...signInViews.formOnly.choices[0], href: `${site.origin}/judged` };
      from.formActionOrigins = [site.origin];
      from.page('/judge', () =>
        renderSignIn(sampleFrame('en'), { ...signInViews.formOnly, choices: [library] }, translatorFor('en')),
      );
      await visit({}, async (page) => {
        await page.goto(`${from.origin}/judge`);
        await page.fill('[name=username]', 'ada');
        await page.fill('[name=password]', 'x');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/judged');
      });
      judged.push(checkPostOrigin(site.posted.at(-1)?.headers ?? {}, site.origin));
    }
    assert.deepEqual(judged, ['same-origin', 'cross-site']);
  });

  test('nobody can frame a page', async () => {
    other.app.get('/framing', (_req, res) =>
      res.type('html').send(`<iframe src="${site.origin}/page/en/me"></iframe>`),
    );
    const complaints = await visit({}, async (page) => {
      await page.goto(`${other.origin}/framing`);
    });
    assert.match(complaints.join(), /frame-ancestors|X-Frame-Options/);
  });

  test('nothing moves for those who asked for no motion', async () => {
    await visit({ reducedMotion: 'reduce' }, async (page) => {
      await page.goto(`${site.origin}/page/en/signIn.chooser`);
      const moving = `[...document.querySelectorAll('*')].filter((each) => getComputedStyle(each).transitionDuration !== '0s').length`;
      assert.equal(await page.evaluate(moving), 0);
    });
  });
});

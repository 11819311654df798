// What belongs to one browser, institution or profile is worth nothing in another, and nothing twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'correct horse battery staple';
let upstream: Upstream;
let vestibule: RunningVestibule;

before(async () => {
  upstream = await startUpstream();
  const campus = (id: string) => ({
    id,
    kind: 'oidc' as const,
    label: id,
    issuer: upstream.issuer,
    clientId: upstream.clientId,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    clientSecret: '${env:CAMPUS_SECRET}',
    match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
  });
  const profiles = [campus('campus'), campus('other')];
  vestibule = await startVestibule({
    institutions: () => [libraryOf({ profiles }), libraryOf({ slug: 'second', code: '02', profiles })],
    secrets: { CAMPUS_SECRET: upstream.clientSecret },
  });
  for (const slug of ['demo', 'second']) {
    await vestibule.seed(slug, [
      { primaryIdentifier: 'ada', password, identifiers: [{ type: 'STUDENT_NO', value: '4711' }] },
    ]);
  }
});
after(async () => {
  await vestibule.close();
  await upstream.close();
});

const at = (path: string) => `${vestibule.url}${path}`;

async function signedInAs(browser: Browser, slug: string): Promise<unknown> {
  const me = await browser.get(at(`/${slug}/me`), { accept: 'application/json' });
  return (JSON.parse(me.body) as { primaryIdentifier?: unknown }).primaryIdentifier;
}

/** Begins at the campus and gives the address that the upstream sends the browser back to. */
async function sentBack(browser: Browser, path = '/demo/login/campus'): Promise<URL> {
  const away = await browser.get(at(path));
  return upstream.authorize(away.headers.get('location') ?? '');
}

describe('the return from an upstream', () => {
  test('signs in the browser that began, once', async () => {
    const browser = openBrowser();
    const back = await sentBack(browser);
    assert.equal((await browser.get(back.href)).status, 303);
    assert.equal(await signedInAs(browser, 'demo'), 'ada');
    const again = openBrowser();
    for (const [name, value] of browser.cookies(vestibule.url)) {
      if (!name.endsWith('session')) (again.cookies(vestibule.url) as Map<string, string>).set(name, value);
    }
    await again.get(back.href);
    assert.equal(await signedInAs(again, 'demo'), undefined);
  });

  for (const [what, change] of [
    ['at another profile', (path: string) => path.replace('/campus/', '/other/')],
    ['at another institution', (path: string) => path.replace('/demo/', '/second/')],
    ['at the form', (path: string) => path.replace('/campus/', '/library/')],
  ] as const) {
    test(`signs nobody in ${what}, and spends nothing`, async () => {
      const browser = openBrowser();
      await browser.get(at('/second/login'));
      const back = await sentBack(browser);
      const elsewhere = new URL(back);
      elsewhere.pathname = change(back.pathname);
      await browser.get(elsewhere.href);
      for (const slug of ['demo', 'second']) assert.equal(await signedInAs(browser, slug), undefined);
      await browser.get(back.href);
      assert.equal(await signedInAs(browser, 'demo'), 'ada');
    });
  }

  test('signs nobody in who did not begin: a stranger’s answer does not sign a victim in as the stranger', async () => {
    const [stranger, victim] = [openBrowser(), openBrowser()];
    await victim.get(at('/demo/login'));
    const back = await sentBack(stranger);
    assert.equal((await victim.get(back.href)).status, 403);
    assert.equal(await signedInAs(victim, 'demo'), undefined);
  });

  test('of a trial signs nobody in, by the upstream or by another way of the same attempt', async () => {
    const browser = openBrowser();
    const back = await sentBack(browser, '/demo/login/campus/test');
    const attempt = (back.searchParams.get('state') ?? '').split('.')[0];
    const page = await browser.get(at(`/demo/login/library?attempt=${attempt}`));
    await browser.submit(page, { username: 'ada', password });
    assert.equal(await signedInAs(browser, 'demo'), undefined);
    const shown = await sentBack(browser, '/demo/login/campus/test');
    assert.equal((await browser.get(shown.href)).status, 200);
    assert.equal(await signedInAs(browser, 'demo'), undefined);
  });
});

describe('a session', () => {
  test('is given by answers that no cache keeps, from the first redirect to the last', async () => {
    const browser = openBrowser();
    const first = await browser.get(at('/demo/login'));
    const last = await browser.get((await sentBack(browser)).href);
    assert.match(last.headers.get('set-cookie') ?? '', /vst-demo-session=/);
    for (const answer of [first, last, await browser.get(at('/demo'))]) {
      assert.equal(answer.headers.get('cache-control'), 'no-store', answer.url);
    }
  });

  test('of one institution is none at another, under whichever name its cookie comes', async () => {
    const browser = openBrowser();
    await browser.get((await sentBack(browser)).href);
    const jar = browser.cookies(vestibule.url) as Map<string, string>;
    jar.set('vst-second-session', jar.get('vst-demo-session') ?? '');
    assert.equal(await signedInAs(browser, 'second'), undefined);
    assert.equal(await signedInAs(browser, 'demo'), 'ada');
  });

  test('is not ended by a form of another site, nor by an address', async () => {
    const browser = openBrowser();
    await browser.get((await sentBack(browser)).href);
    await browser.post(at('/demo/logout'), {}, 'https://elsewhere.example/');
    await browser.get(at('/demo/logout'));
    assert.equal(await signedInAs(browser, 'demo'), 'ada');
  });
});

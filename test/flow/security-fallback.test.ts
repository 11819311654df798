// The fallback on the internal password rests on what we saw ourselves, never on what a browser says of an upstream.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { startUpstream } from '../support/oidc-upstream.ts';
import { startVestibule } from '../support/vestibule.ts';

const password = 'correct horse battery staple';

async function libraryWithCampus(t: TestContext) {
  const upstream = await startUpstream();
  const campus = {
    id: 'campus',
    kind: 'oidc' as const,
    label: 'Campus',
    issuer: upstream.issuer,
    clientId: upstream.clientId,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    clientSecret: '${env:CAMPUS_SECRET}',
    match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
  };
  const fallback = { whenRefused: true, whenUnknown: true, whenUnreachable: true, unreachableProfiles: ['campus'] };
  const vestibule = await startVestibule({
    institutions: () => [libraryOf({ profiles: [campus], fallback })],
    secrets: { CAMPUS_SECRET: upstream.clientSecret },
  });
  await vestibule.seed('demo', [
    { primaryIdentifier: 'external', password, accountType: 'external', owningSystem: 'SIS' },
  ]);
  t.after(() => vestibule.close());
  return { upstream, vestibule, browser: openBrowser() };
}

type Library = Awaited<ReturnType<typeof libraryWithCampus>>;

/** Types the library password of an external user, in the attempt that the failure's page goes on with. */
async function typePassword({ browser, vestibule }: Library, failed: string) {
  const attempt = /[?&]attempt=([\w-]+)/.exec(failed)?.[1] ?? '';
  const page = await browser.get(`${vestibule.url}/demo/login/library?attempt=${attempt}`);
  return browser.submit(page, { username: 'external', password });
}

describe('the fallback on the library password', () => {
  for (const error of ['temporarily_unavailable', 'server_error', 'login_required', 'access_denied']) {
    test(`does not open by "error=${error}" in the address of the return, which anybody can write`, async (t) => {
      const at = await libraryWithCampus(t);
      t.after(() => at.upstream.close());
      const away = await at.browser.get(`${at.vestibule.url}/demo/login/campus`);
      const state = new URL(away.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const failed = await at.browser.get(
        `${at.vestibule.url}/demo/login/campus/callback?${new URLSearchParams({ state, error }).toString()}`,
      );
      assert.ok(failed.status >= 400);
      assert.equal((await typePassword(at, failed.body)).status, 401);
    });
  }

  test('opens when we ourselves could not reach the upstream', async (t) => {
    const at = await libraryWithCampus(t);
    await at.upstream.close();
    const failed = await at.browser.get(`${at.vestibule.url}/demo/login/campus`);
    assert.equal(failed.status, 502);
    assert.equal((await typePassword(at, failed.body)).status, 303);
  });
});

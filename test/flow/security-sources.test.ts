// Guessing from one line is slowed, however many addresses the line has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let vestibule: RunningVestibule;

before(async () => {
  const lockout = { slowAfter: 3 };
  vestibule = await startVestibule({
    institutions: () => [libraryOf({ lockout })],
    installation: { trustedProxies: ['127.0.0.1'] },
  });
});
after(() => vestibule.close());

/** A wrong password from an address that the proxy says. */
async function guess(browser: Browser, from: string, name: string): Promise<number> {
  const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
  const action = new URL(page.url);
  const cookie = [...browser.cookies(vestibule.url)].map(([key, value]) => `${key}=${value}`).join('; ');
  const answer = await fetch(`${vestibule.url}/demo/login/library${action.search}`, {
    method: 'POST',
    body: new URLSearchParams({ username: name, password: 'wrong' }),
    headers: { cookie, origin: vestibule.url, 'x-forwarded-for': from },
  });
  return answer.status;
}

test('turns away an IPv6 line that takes another address for every guess', async () => {
  const browser = openBrowser();
  const answers: number[] = [];
  for (let n = 1; n <= 5; n++) answers.push(await guess(browser, `2001:db8:7:7::${n}`, `v6-${n}`));
  assert.deepEqual(answers, [401, 401, 401, 429, 429]);
});

test('turns away a client behind a proxy that writes ports', async () => {
  const browser = openBrowser();
  const answers: number[] = [];
  for (let n = 1; n <= 5; n++) answers.push(await guess(browser, `192.0.2.9:${40_000 + n}`, `port-${n}`));
  assert.deepEqual(answers, [401, 401, 401, 429, 429]);
});

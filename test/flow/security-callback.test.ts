// The return address is the one place that takes a POST of another site: it must check no password.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'correct horse battery staple';
let vestibule: RunningVestibule;

before(async () => {
  vestibule = await startVestibule({ institutions: () => [libraryOf({})] });
  await vestibule.seed('demo', [{ primaryIdentifier: 'alice', password }]);
});
after(() => vestibule.close());

describe('the return address of a profile that asks for a password', () => {
  const post = (secret: string) =>
    openBrowser().post(
      `${vestibule.url}/demo/login/library/callback`,
      { username: 'alice', password: secret },
      'https://elsewhere.example/',
    );

  test('answers a right password like a wrong one: nobody guesses there, past lock-out and origin check', async () => {
    const [right, wrong] = [await post(password), await post('wrong')];
    assert.deepEqual([right.status, wrong.status], [405, 405]);
  });

  test('takes no GET either', async () => {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
    const attempt = new URL(page.url).searchParams.get('attempt');
    const answer = await browser.get(`${vestibule.url}/demo/login/library/callback?state=${attempt}`);
    assert.equal(answer.status, 405);
  });
});

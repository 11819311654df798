// Nobody is signed in whose sign-in could not be written down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VestibuleError } from '../../src/domain/errors.ts';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { startVestibule } from '../support/vestibule.ts';

test('gives the browser no session when the audit cannot be written', async (t) => {
  const vestibule = await startVestibule({ institutions: () => [libraryOf({})] });
  t.after(() => vestibule.close());
  await vestibule.seed('demo', [{ primaryIdentifier: 'alice', password: 'pw' }]);
  const { journal } = vestibule.parts.store;
  t.mock.method(journal, 'audit', async () => {
    throw new VestibuleError('VST_STORE_FULL', 'The disk is full');
  });
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
  const answer = await browser.submit(page, { username: 'alice', password: 'pw' });
  assert.equal(answer.status, 503);
  assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
});

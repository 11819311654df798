// A person who is locked at the command line, in another process than the one that she is signed in by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, ask } from '../support/asking-application.ts';
import { openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { fileOf, writeInstallation } from '../support/installation.ts';
import { startToldApplication } from '../support/told-application.ts';

const password = 'a passphrase nobody has leaked';

test('her applications are told within five seconds of `vestibule users lock`', async (t) => {
  let url = '';
  const catalogue = await startToldApplication(() => `${url}/demo/oidc`);
  t.after(() => catalogue.close());
  const installation = await writeInstallation({}, {}, fileOf([], { relyingParties: [catalogue.party] }));
  t.after(() => installation.remove());
  url = installation.url;
  const run = async (words: readonly string[], input = '') => {
    const command = installation.run(...words, '--institution', 'demo');
    command.child.stdin?.end(input);
    assert.equal(await command.ended(), 0, command.output());
  };
  await run(['users', 'create', '--primary', 'ada', '--last', 'Lovelace']);
  await run(['passwords', 'set', 'ada'], `${password}\n`);
  const served = await installation.serve();
  t.after(() => served.stop());

  const browser = openBrowser();
  const form = await ask(installation, browser);
  const page = await browser.follow(await browser.submit(form, { username: 'ada', password }));
  const on = links(page.body).find((href) => href.includes('/login/continue')) ?? assert.fail(page.body);
  const isAway = (location: string) => !location.startsWith(installation.url);
  const landed = await browser.follow(await browser.get(new URL(on, page.url).href), isAway);
  const { sid } = await answerOf(installation, landed);

  await run(['users', 'lock', 'ada', '--reason', 'Card stolen']);
  await catalogue.toldTimes(1, 5000);
  assert.equal(catalogue.told[0]?.['sid'], sid);
  assert.deepEqual(catalogue.faults, []);
});

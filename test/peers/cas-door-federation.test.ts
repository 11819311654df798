// django-cas-server, which takes the people of another CAS server: ours.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { ada, casLibrary, withPassword } from '../support/cas-application.ts';
import { type CasServer, casServerMissing, startCasServer } from '../support/cas-server.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('django-cas-server in federation', { skip: casServerMissing() }, () => {
  let house: RunningVestibule;
  let campus: CasServer;

  before(async () => {
    house = await startVestibule({ institutions: () => [casLibrary()] });
    campus = await startCasServer([], '127.0.0.2', `${house.url}/demo/cas/`);
    await house.load([casLibrary({ services: [`${campus.url}/federate/other`] })]);
    await house.seed('demo', [ada]);
  });
  after(async () => {
    await campus?.stop();
    await house?.close();
  });

  const releases = async () =>
    (await house.parts.store.journal.auditOf('demo', 50)).filter(({ action }) => action === 'release');

  test('a person of the library signs in there, and the audit has it', async () => {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${campus.url}/federate/other`));
    assert.ok(page.url.startsWith(house.url), page.url);
    const landed = await browser.follow(await withPassword(house, browser, page));
    // A form that its own script sends on.
    const inside = await browser.follow(await browser.submit(landed));
    assert.match(inside.body, /successful|logged in/i);
    assert.equal((await releases()).length, 1);
  });
});

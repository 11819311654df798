// Every file in cases/ is one hostile message to our identity provider, and its name is the case. It is brought by a
// browser that is signed in: it must be refused by the check named in the file, tell nobody anything and end nothing.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../../support/browse.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import {
  applicationKeys,
  authnRequest,
  catalogue,
  redirectTo,
  type SamlLibrary,
  signInFor,
  startSamlLibrary,
} from '../../support/saml-door.ts';
import type { HostileCase } from './hostile-case.ts';

const folder = new URL('cases/', import.meta.url);
const stranger = testKeyPair('stranger');

describe('A hostile message to the SAML door is refused, releases nothing and ends nothing:', () => {
  let library: SamlLibrary;
  let browser: Browser;

  before(async () => {
    library = await startSamlLibrary();
    browser = openBrowser();
    await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
  });
  after(() => library.close());

  for (const file of readdirSync(folder).toSorted()) {
    test(file.replace(/\.ts$/, ''), async () => {
      const { hostile } = (await import(new URL(file, folder).href)) as { hostile: HostileCase };
      await library.use({ ...catalogue, requireSignedRequests: hostile.signing ?? false });
      const message = hostile.message({ library, own: applicationKeys, stranger });
      const before = library.house.logs.length;
      const answer = 'fields' in message ? await post(message.url, message.fields) : await browser.get(message.url);
      assert.equal(answer.status, 400, answer.body.slice(0, 500));
      assert.equal(answer.headers.get('location'), null);
      assert.doesNotMatch(answer.body, /SAMLResponse|29301|ada@uni/);
      const lines = library.house.logs.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>);
      assert.deepEqual(
        lines.filter(({ event, door }) => event === 'request refused' && door === 'saml').map(({ outcome }) => outcome),
        [hostile.check],
      );
      assert.equal((await browser.get(`${library.house.url}/demo/me`)).status, 200);
    });
  }

  async function post(url: string, fields: Readonly<Record<string, string>> | string) {
    if (typeof fields !== 'string') return browser.post(url, fields, 'https://catalogue.example/');
    const cookie = [...browser.cookies(new URL(url).origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', cookie };
    const response = await fetch(url, { method: 'POST', body: fields, headers, redirect: 'manual' });
    return { url, status: response.status, headers: response.headers, body: await response.text() };
  }
});

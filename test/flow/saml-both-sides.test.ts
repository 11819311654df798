// Two institutions that know each other by nothing but their metadata: a campus as identity provider, and a library whose
// SAML profile signs people in from it. Each is on a site of its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { links, parse as parseForms } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import type { SamlParty } from '../support/saml-door.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const keys = testKeyPair('library');
const password = 'campus-password';

describe('A campus and a library, both Vestibule', () => {
  let campus: RunningVestibule;
  let library: RunningVestibule;

  const campusFile = (relyingParties: SamlParty[]): InstitutionInput => ({
    slug: 'campus',
    code: 'CAMPUS',
    name: 'University',
    identifierTypes: [{ code: 'MATRICULATION', label: 'Matriculation number' }],
    loginProfiles: [{ id: 'account', kind: 'password', label: 'Account', match: { from: 'subject', to: 'primary' } }],
    relyingParties,
  });

  before(async () => {
    campus = await startVestibule({ host: '127.0.0.2', institutions: () => [campusFile([])] });
    await campus.seed('campus', [
      {
        institution: 'campus',
        primaryIdentifier: 'alice',
        password,
        identifiers: [{ type: 'MATRICULATION', value: 'S-1001' }],
      },
    ]);
    const metadata = await (await fetch(`${campus.url}/campus/saml/metadata`)).text();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    const pair = { key: '${env:SAML_KEY}', certificate: keys.certificate };
    const file = libraryOf({
      profiles: [
        {
          id: 'campus',
          kind: 'saml',
          label: 'Campus',
          metadata,
          match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
          signing: pair,
          decryption: pair,
          wantAssertionsEncrypted: true,
          signOut: 'always',
        },
      ],
    });
    library = await startVestibule({ institutions: () => [file], secrets: { SAML_KEY: keys.key } });
    await library.seed('demo', [
      { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
    ]);
    const party: SamlParty = {
      kind: 'saml',
      id: 'library',
      name: 'Library',
      metadata: await (await fetch(`${library.url}/demo/login/campus/metadata`)).text(),
      requireSignedRequests: true,
      encryption: 'required',
      release: { vendor: true, claims: { student_number: { identifier: 'MATRICULATION' } } },
    };
    await campus.load([campusFile([party])]);
  });
  after(async () => {
    await library.close();
    await campus.close();
  });

  /** Forms that send themselves on, and pages that lead on, as a browser does it. */
  async function onwards(browser: Browser, from: Answer): Promise<Answer> {
    let page = await browser.follow(from);
    for (let steps = 0; steps < 10; steps++) {
      const which = parseForms(page.body).findIndex(
        ({ fields }) => 'SAMLResponse' in fields || 'SAMLRequest' in fields,
      );
      const on = links(page.body).find((href) => href.includes('/login/continue'));
      if (which !== -1) page = await browser.follow(await browser.submit(page, {}, which));
      else if (on !== undefined) page = await browser.follow(await browser.get(new URL(on, page.url).href));
      else return page;
    }
    return page;
  }

  async function signIn(browser: Browser): Promise<Answer> {
    const form = await onwards(browser, await browser.get(`${library.url}/demo/login/campus`));
    return onwards(browser, await browser.submit(form, { username: 'alice', password }));
  }

  test('sign the same person in, by an encrypted assertion and a signed request', async () => {
    const browser = openBrowser();
    const page = await signIn(browser);
    assert.equal(page.status, 200);
    assert.match((await browser.get(`${library.url}/demo/me`)).body, /p0001/);
    const [entry] = (await campus.parts.store.journal.auditOf('campus', 10)).filter(
      ({ action }) => action === 'release',
    );
    assert.deepEqual(
      [entry?.relyingParty, entry?.detail['encrypted'], entry?.detail['subjectType']],
      ['library', true, 'pairwise'],
    );
  });

  test('sign her out of both, from the library', async () => {
    const browser = openBrowser();
    await signIn(browser);
    assert.equal((await browser.get(`${campus.url}/campus/me`)).status, 200);
    const confirm = await browser.follow(await browser.get(`${library.url}/demo/logout`));
    const offered = await onwards(browser, await browser.submit(confirm));
    const away = links(offered.body).find(
      (href) => href.includes('/login/campus/logout') || href.includes('logout/upstream'),
    );
    const end = await onwards(browser, await browser.get(new URL(away ?? assert.fail(offered.body), offered.url).href));
    assert.equal(new URL(end.url).origin, library.url, end.body);
    assert.notEqual((await browser.get(`${library.url}/demo/me`)).status, 200);
    assert.notEqual((await browser.get(`${campus.url}/campus/me`)).status, 200);
  });
});

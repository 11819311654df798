// Metadata by its address and keys that change on both sides, against SimpleSAMLphp: everybody gets in all the time.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import {
  campusResponse,
  deliver,
  knownLibrary,
  libraryKeys,
  type SamlProfile,
  samlProfile,
  samlSecrets,
} from '../support/saml-campus.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const first = testKeyPair('campus, first key');
const second = testKeyPair('campus, second key');
const signer = testKeyPair('who signs the metadata of the campus');
const minuteMs = 60_000;

describe('SimpleSAMLphp by the address of its metadata', { skip: simpleSamlPhpMissing() }, () => {
  let campus: SimpleSamlPhp;
  let house: RunningVestibule;
  /** Ahead of the machine by so much: a day of refreshing passes in no time. */
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };

  before(async () => {
    campus = await startSimpleSamlPhp({ metadataSigner: signer });
    await campus.useKeys({ present: first });
  });
  after(() => campus?.stop());
  beforeEach(() => {
    aheadMs = 0;
  });

  function library(more: Partial<SamlProfile> = {}) {
    const { metadata: _none, ...profile } = samlProfile('', {
      idp: { metadataUrl: campus.entityId, signingCertificates: [signer.certificate] },
      // The clock runs ahead of the campus by up to four minutes.
      clockSkewSeconds: 300,
      ...more,
    });
    const identifierTypes = [{ code: 'STUDENT_NO', label: 'Student number' }];
    return libraryOf({ identifierTypes, profiles: [profile] });
  }

  async function open(more: Partial<SamlProfile> = {}, secrets: Readonly<Record<string, string>> = {}) {
    house = await startVestibule({
      institutions: () => [library(more)],
      clock,
      secrets: { ...samlSecrets, ...secrets },
    });
    await house.seed('demo', [{ primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] }]);
  }

  async function signIn() {
    const browser = openBrowser();
    const start = await browser.get(`${house.url}/demo/login/campus`);
    return deliver(browser, await campusResponse(browser, start, 'alice'), campus);
  }

  async function assertSignedIn(when: string): Promise<void> {
    const page = await signIn();
    assert.equal(page.status, 200, `${when}: ${page.url} ${page.body.slice(0, 1500)}`);
    assert.match(page.body, /p0001/, when);
  }

  const profileOf = () => house.app.institutions.get('demo')?.profiles.get('campus')?.built ?? assert.fail();

  test('alice comes in by metadata that the campus signs', async () => {
    await open();
    await campus.know([knownLibrary(house.url)]);
    try {
      await assertSignedIn('first');
    } finally {
      await house.close();
    }
  });

  test('nobody comes in where another signer is configured', async () => {
    await open({ idp: { metadataUrl: campus.entityId, signingCertificates: [second.certificate] } });
    await campus.know([knownLibrary(house.url)]);
    try {
      const browser = openBrowser();
      const page = await browser.follow(await browser.get(`${house.url}/demo/login/campus`));
      assert.equal(page.status, 502);
    } finally {
      await house.close();
    }
  });

  test('its key is announced, changes, and the old one goes, and alice comes in all the time', async () => {
    await campus.useKeys({ present: first });
    await open();
    await campus.know([knownLibrary(house.url)]);
    const upkeep = async () => (await profileOf().upkeep?.())?.renewed;
    try {
      await assertSignedIn('before');
      await campus.useKeys({ present: first, next: second });
      await assertSignedIn('announced, not read yet');
      // As if six hours had passed: the document is due.
      aheadMs = 361 * minuteMs;
      assert.equal(await upkeep(), 1);
      aheadMs = 0;
      await assertSignedIn('announced and read');
      await campus.useKeys({ present: second });
      await assertSignedIn('signing with the second key');
      aheadMs = 722 * minuteMs;
      assert.equal(await upkeep(), 1);
      aheadMs = 0;
      await assertSignedIn('the first key is gone');
      const { certificates } = await profileOf().registration();
      const theirs = certificates.filter(({ use }) => use === 'identity provider signing').map(({ pem }) => pem);
      assert.deepEqual(theirs, [second.certificate]);
    } finally {
      await house.close();
      await campus.useKeys({ present: first });
    }
  });

  test('its key changes without notice, and alice comes in all the same', async () => {
    await open();
    await campus.know([knownLibrary(house.url)]);
    try {
      await assertSignedIn('before');
      await campus.useKeys({ present: second });
      // Asked again no sooner than a minute after the last time.
      aheadMs = 2 * minuteMs;
      await assertSignedIn('after');
    } finally {
      await house.close();
      await campus.useKeys({ present: first });
    }
  });

  test('our own key is announced in our metadata before it signs, and the campus takes requests all the time', async () => {
    const next = testKeyPair('library, next key');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references of the configuration
    const present = { key: '${env:SAML_KEY}', certificate: libraryKeys.certificate };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references of the configuration
    const coming = { key: '${env:NEXT_KEY}', certificate: next.certificate };
    await open({ signing: present }, { NEXT_KEY: next.key });
    const insist = { 'validate.authnrequest': true, 'simplesaml.nameidattribute': 'uid' };
    const campusReads = async () => {
      const metadata = await fetch(`${house.url}/demo/login/campus/metadata`);
      await campus.knowMetadata([await metadata.text()], insist);
    };
    try {
      await campusReads();
      await assertSignedIn('with the first key');
      await house.load([library({ signing: { ...present, next: next.certificate } })]);
      await assertSignedIn('announced, and the campus has not read it yet');
      await campusReads();
      await assertSignedIn('announced, and the campus has read it');
      await house.load([library({ signing: coming })]);
      await assertSignedIn('signing with the next key, and the campus has both');
      await campusReads();
      await assertSignedIn('the first key is gone');
      await house.load([library({ signing: present })]);
      const browser = openBrowser();
      const refused = await browser.follow(await browser.get(`${house.url}/demo/login/campus`));
      assert.doesNotMatch(refused.body, /name="password"/, 'the campus still takes the first key');
    } finally {
      await house.close();
    }
  });
});

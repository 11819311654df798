// A person of a federation that is read whole: she finds her university among hundreds, and only it may say who she is.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { openBrowser } from '../support/browse.ts';
import { links, parse } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { madeUpMembers, writeAggregate } from '../support/saml-aggregate.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import { responseXml, sign, type TestIdentityProvider, testIdentityProvider } from '../support/saml-idp.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const signer = testKeyPair('federation operator');
const uni = testIdentityProvider('https://idp.uni.example/metadata');
const college = testIdentityProvider('https://idp.college.example/metadata');
const eppn = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40)]);

describe('Signing in from a federation that is read whole', () => {
  let directory: string;
  let house: RunningVestibule;
  let pictures: Server;
  let asked = 0;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'federation-'));
    pictures = createServer((_request, response) => {
      asked++;
      response.setHeader('content-type', 'text/html').end(png);
    });
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
    const logo = `data:image/png;base64,${png.toString('base64')}`;
    const member = (idp: TestIdentityProvider, scope: string, en: string, more: object) => {
      const names = { en, de: `${en} (de)` };
      return { entityId: idp.entityId, certificate: idp.keys.certificate, scopes: [scope], names, ...more };
    };
    const hidden = testIdentityProvider('https://idp.hidden.example/metadata');
    writeAggregate(join(directory, 'federation.xml'), {
      signer,
      members: [
        ...madeUpMembers(200, [uni.keys]),
        member(uni, 'uni.example', 'Sample University of Łódź', { logo: { url: logo } }),
        member(college, 'college.example', 'Another College', { logo: { url: 'javascript:alert(1)' } }),
        member(hidden, 'hidden.example', 'Hidden Test Place', { hidden: true }),
      ],
    });
    house = await startVestibule({ institutions: () => [library()] });
    await house.seed('demo', [
      {
        primaryIdentifier: 'p0001',
        identifiers: [
          { type: 'EPPN', value: 'alice@uni.example' },
          { type: 'STUDENT_NO', value: 'S-1001' },
        ],
      },
    ]);
    await house.parts.aggregates.refreshDue();
  });
  after(async () => {
    await house?.close();
    await new Promise((resolve) => pictures.close(resolve));
    rmSync(directory, { recursive: true });
  });

  function library(
    entityIds?: string[],
    match: { from: { attribute: string }; to: string } = { from: { attribute: eppn }, to: 'EPPN' },
  ) {
    const aggregate = pathToFileURL(join(directory, 'federation.xml')).href;
    return libraryOf({
      languages: ['en', 'de'],
      identifierTypes: [
        { code: 'EPPN', label: 'University name' },
        { code: 'STUDENT_NO', label: 'Student number' },
      ],
      profiles: [
        {
          id: 'federation',
          kind: 'saml',
          label: 'Other universities',
          federation: {
            aggregate,
            signingCertificates: [signer.certificate],
            ...(entityIds === undefined ? {} : { entityIds }),
          },
          match,
        },
      ],
    });
  }

  const address = () => `${house.url}/demo/login/federation`;
  const leadTo = (idp: TestIdentityProvider) => `${address()}?idp=${encodeURIComponent(idp.entityId)}`;

  async function arrive(idp: TestIdentityProvider, attributes: { name: string; values: string[] }[], signed = idp) {
    const browser = openBrowser();
    const sent = await browser.get(leadTo(idp));
    assert.equal(sent.status, 303, sent.body.slice(0, 800));
    const location = new URL(sent.headers.get('location') ?? '');
    const request = inflateRawSync(Buffer.from(location.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    const parts = signed.answer(/ ID="([^"]+)"/.exec(request)?.[1] ?? '', Date.now(), {
      destination: `${address()}/callback`,
      recipient: `${address()}/callback`,
      audience: `${address()}/metadata`,
      attributes,
    });
    const SAMLResponse = Buffer.from(sign(responseXml(parts), 'Assertion', signed.keys)).toString('base64');
    return {
      browser,
      page: await browser.follow(await browser.post(`${address()}/callback`, { SAMLResponse }, idp.entityId)),
    };
  }
  const named = (value: string) => [{ name: eppn, values: [value] }];

  test('shows a page of all, small, and without those that want to stand in no list', async () => {
    const page = await openBrowser().get(address());
    assert.equal(page.status, 200);
    assert.ok(page.body.length < 40_000, `${page.body.length} characters`);
    assert.match(page.body, /Page 1 of 11/);
    assert.match(page.body, /Another College/);
    const searched = await openBrowser().get(`${address()}?q=hidden`);
    assert.match(searched.body, /No institution is called “hidden” here/);
  });

  test('finds by words in any order and without diacritics, by a form that needs no script', async () => {
    const browser = openBrowser();
    const [form] = parse((await browser.get(address())).body);
    const query = new URLSearchParams({ ...form?.fields, q: 'LODZ sample' });
    const found = await browser.get(new URL(`${form?.action}?${query.toString()}`, house.url).href);
    assert.match(found.body, /One institution found\.[\s\S]*Sample University of Łódź/);
    const link = links(found.body).find((href) => href.includes('idp=')) ?? '';
    const sent = await browser.get(new URL(link, house.url).href);
    assert.match(sent.headers.get('location') ?? '', /^https:\/\/idp\.uni\.example\/sso\?SAMLRequest=/);
  });

  test('treats what is typed as text', async () => {
    const page = await openBrowser().get(
      `${address()}?q=${encodeURIComponent('"><script>x</script> OR *')}&page=99999999`,
    );
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.body, /<script>x/);
  });

  test('pages on to the end', async () => {
    const page = await openBrowser().get(`${address()}?page=11&lang=de`);
    assert.match(page.body, /Seite 11 von 11/);
    assert.match(page.body, /Universität/);
  });

  test('knows her by her own university, and offers it first the next time', async () => {
    const { browser, page } = await arrive(uni, named('alice@uni.example'));
    assert.match(page.body, /p0001/);
    await browser.post(`${house.url}/demo/logout`, {});
    const next = await browser.get(`${address()}?prompt=1`);
    assert.match(next.body, /Last time you came from[\s\S]*Sample University of Łódź[\s\S]*Other institutions/);
  });

  test('knows nobody by another member of the same aggregate that asserts her name', async () => {
    const { browser, page } = await arrive(college, named('alice@uni.example'));
    assert.equal(page.status, 403);
    assert.doesNotMatch((await browser.get(`${house.url}/demo/me`)).body, /p0001/);
  });

  test('takes no answer by another member than the one that was asked', async () => {
    const { page } = await arrive(uni, named('alice@uni.example'), college);
    assert.equal(page.status, 400);
  });

  test('refuses to open a federation to a student number, which any member could assert', async () => {
    await house.load([library([uni.entityId], { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' })]);
    const number = [{ name: 'studentNumber', values: ['S-1001'] }];
    assert.match((await arrive(uni, number)).page.body, /p0001/);
    const other = await openBrowser().get(leadTo(college));
    assert.equal(other.status, 400, 'a member that is not listed is not even asked');
    await house.load([library()]);
    const open = await arrive(college, number);
    assert.equal(open.page.status, 403);
  });

  test('serves a logo from its own address, and only a raster image that the metadata names', async () => {
    const picture = (idp: string) => fetch(`${address()}/logo?idp=${encodeURIComponent(idp)}`);
    const logo = await picture(uni.entityId);
    assert.equal(logo.status, 200);
    assert.equal(logo.headers.get('content-type'), 'image/png');
    assert.equal(logo.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(Buffer.from(await logo.arrayBuffer()), png);
    assert.equal((await picture(college.entityId)).status, 404);
    assert.equal((await picture(`http://127.0.0.1:${(pictures.address() as AddressInfo).port}/x.png`)).status, 404);
    assert.equal(asked, 0);
  });
});

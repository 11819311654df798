// Attaching identities of an OpenID Connect provider and of a SAML identity provider: what is read is one value, from the one
// issuer, of a sign-in that was made now.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { sendInvitation } from '../../src/directory/invitations/send.ts';
import {
  type AttachmentLibrary,
  departure,
  emailOf,
  linkIn,
  openInvitation,
  startAttachmentLibrary,
  throughProvider,
} from '../support/attachment-library.ts';
import { type Answer, openBrowser } from '../support/browse.ts';
import { operator } from '../support/directory.ts';
import { type ResponseParts, responseXml, sign, testIdentityProvider } from '../support/saml-idp.ts';
import { traceOf } from '../support/sign-in-end.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const idp = testIdentityProvider();
const other = testIdentityProvider('https://other.example/metadata');
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
type Profile = InstitutionInput['loginProfiles'][number];

let library: AttachmentLibrary;
let counter = 0;

const file = (more: object = {}): InstitutionInput => {
  const { loginProfiles, ...rest } = library.file();
  const campus = loginProfiles.find(({ id }) => id === 'campus');
  return {
    ...rest,
    identifierTypes: [
      ...(rest.identifierTypes ?? []),
      { code: 'CAMPUS_SUB', label: 'Campus account', uniqueness: 'type', issuer: library.campus.issuer },
      { code: 'SAML_ID', label: 'University account', uniqueness: 'type', issuer: idp.entityId },
    ],
    loginProfiles: [
      { ...campus, attachable: true, match: { from: 'subject', to: 'CAMPUS_SUB' }, ...more } as Profile,
      {
        id: 'saml',
        kind: 'saml',
        label: 'University',
        nameIdFormat: persistent,
        match: { from: 'subject', to: 'SAML_ID' },
        idp: {
          entityId: idp.entityId,
          singleSignOnUrl: 'https://idp.example/sso',
          certificates: [idp.keys.certificate],
        },
        attachable: true,
      },
      ...loginProfiles.filter(({ id }) => id !== 'campus'),
    ],
  };
};

before(async () => {
  library = await startAttachmentLibrary();
  await library.house.load([file()]);
});
after(() => library.close());
afterEach(() => {
  library.campus.behave.idToken = (claims) => claims;
});

async function invited(profile: string): Promise<{ user: string; link: string }> {
  const user = `up${++counter}`;
  await library.house.seed('demo', [{ primaryIdentifier: user, emails: [emailOf(user)] }]);
  const outcome = await sendInvitation(library.deps(), operator, { user, profile });
  assert.equal(outcome.type, 'sent');
  return { user, link: linkIn(await library.letterTo(user, 'invitation')) };
}

async function values(user: string, type: string): Promise<readonly string[]> {
  const found = await library.house.parts.store.users.identifiers('demo', await library.idOf(user));
  return found.filter((one) => one.type === type).map(({ value }) => value);
}

describe('an identity of an OpenID Connect provider', () => {
  async function attach(claims: object = {}): Promise<{ user: string; end: Answer }> {
    const { user, link } = await invited('campus');
    const { browser, goOn } = await openInvitation(link);
    library.campus.behave.idToken = (given) => ({ ...given, ...claims });
    return { user, end: await throughProvider(browser, goOn, library.campus) };
  }

  test('is attached by its own name of her', async () => {
    const { user, end } = await attach();
    assert.equal(end.status, 200, end.body);
    assert.deepEqual(await values(user, 'CAMPUS_SUB'), ['ada']);
  });

  test('is asked for anew, and an old sign-in there attaches nothing', async () => {
    const { link } = await invited('campus');
    const { browser, goOn } = await openInvitation(link);
    const sent = new URL(await departure(browser, goOn));
    assert.equal(sent.searchParams.get('prompt'), 'login');
    const { user, end } = await attach({ sub: 'ada-old', auth_time: Math.floor(Date.now() / 1000) - 3600 });
    assert.notEqual(end.status, 200);
    assert.deepEqual(await values(user, 'CAMPUS_SUB'), []);
  });

  test('is one value or none: of a list nothing is taken', async () => {
    await library.house.load([file({ match: { from: { attribute: 'numbers' }, to: 'CAMPUS_SUB' } })]);
    for (const numbers of [['1', '2'], [], ''] as const) {
      const { user, end } = await attach({ numbers });
      assert.equal(end.status, 403);
      assert.match(await traceOf(library.house, end.body), /exactly one value/);
      assert.deepEqual(await values(user, 'CAMPUS_SUB'), []);
    }
    const { user } = await attach({ numbers: ['3'] });
    assert.deepEqual(await values(user, 'CAMPUS_SUB'), ['3']);
    await library.house.load([file()]);
  });
});

describe('an identity of a SAML identity provider', () => {
  const base = () => `${library.url}/demo/login/saml`;

  function answerTo(location: string, from: typeof idp, changes: Partial<ResponseParts>): string {
    const request = inflateRawSync(Buffer.from(new URL(location).searchParams.get('SAMLRequest') ?? '', 'base64'));
    const id = /\bID="([^"]+)"/.exec(request.toString())?.[1] ?? assert.fail('no request');
    const parts = from.answer(id, Date.now(), {
      destination: `${base()}/callback`,
      recipient: `${base()}/callback`,
      audience: `${base()}/metadata`,
      nameIdFormat: persistent,
      ...changes,
    });
    return Buffer.from(sign(responseXml(parts), 'Assertion', from.keys)).toString('base64');
  }

  async function attach(nameId: string, from = idp, elsewhere = false): Promise<{ user: string; end: Answer }> {
    const { user, link } = await invited('saml');
    const { browser, goOn } = await openInvitation(link);
    const location = await departure(browser, goOn);
    const SAMLResponse = answerTo(location, from, { nameId });
    const returning = elsewhere ? openBrowser() : browser;
    const posted = await returning.post(`${base()}/callback`, { SAMLResponse }, from.entityId);
    return { user, end: await returning.follow(posted) };
  }

  test('is attached after its response was posted and the browser proved to be hers', async () => {
    const { user, end } = await attach('_persistent-1');
    assert.equal(end.status, 200, end.body);
    assert.deepEqual(await values(user, 'SAML_ID'), ['_persistent-1']);
  });

  test('is attached in no other browser, and by no other identity provider', async () => {
    for (const { user, end } of [await attach('_persistent-2', idp, true), await attach('_persistent-3', other)]) {
      assert.notEqual(end.status, 200);
      assert.deepEqual(await values(user, 'SAML_ID'), []);
    }
  });

  test('that another user has is refused', async () => {
    await attach('_persistent-4');
    const { user, end } = await attach('_persistent-4');
    assert.equal(end.status, 403);
    assert.match(await traceOf(library.house, end.body), /VST_IDENTIFIER_TAKEN/);
    assert.deepEqual(await values(user, 'SAML_ID'), []);
  });
});

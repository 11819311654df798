// Single logout of SAML: our request and the answer to it, the identity provider's request and ours to that.
import assert from 'node:assert/strict';
import { createVerify } from 'node:crypto';
import { describe, test } from 'node:test';
import { SAML } from '@node-saml/node-saml';
import type { LogoutMessage, UpstreamSignOut } from '../../../src/domain/strategy.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { encrypted, responseXml, sign, sp, testIdentityProvider } from '../../support/saml-idp.ts';
import {
  byPost,
  carried,
  type LogoutBench,
  logoutBench,
  logoutParts,
  logoutRequestXml,
  logoutResponseXml,
  logoutUrl,
  nameIdXml,
  ownKeys,
  signedQuery,
  signLogout,
} from '../../support/saml-logout.ts';
import { metadataXml } from '../../support/saml-metadata.ts';

const idp = testIdentityProvider();
const partial = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';
const responder = 'urn:oasis:names:tc:SAML:2.0:status:Responder';

/** What a sign-in leaves for the sign-out. */
async function keptBy(bench: LogoutBench): Promise<Readonly<Record<string, string>> | undefined> {
  const { requestId } = await bench.begin('attempt');
  const xml = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
  const { outcome } = await bench.answer(xml);
  return outcome.type === 'asserted' ? outcome.assertion.signOut : assert.fail(JSON.stringify(outcome));
}

async function signOut(bench: LogoutBench, state = 'state-1'): Promise<UpstreamSignOut> {
  const kept = (await keptBy(bench)) ?? assert.fail('nothing was kept');
  const sent = await bench.built.signOut?.({ kept, state, language: 'en' });
  return sent ?? assert.fail('there is no sign-out');
}

const idOf = (xml: string) => / ID="([^"]+)"/.exec(xml)?.[1] ?? assert.fail(xml);

function answer(bench: LogoutBench, inResponseTo: string, status?: readonly string[]): Promise<LogoutMessage> {
  const changes = { inResponseTo, ...(status === undefined ? {} : { status }) };
  const xml = logoutResponseXml(logoutParts(idp, bench.clock.now(), changes));
  return bench.bring({ query: signedQuery(xml, idp.keys, { parameter: 'SAMLResponse' }) });
}

function verifiesQuery(url: string, certificate: string): boolean {
  const [signed = '', signature = ''] = new URL(url).search.slice(1).split('&Signature=');
  return createVerify('sha256').update(signed).verify(certificate, decodeURIComponent(signature), 'base64');
}

describe('our logout request', () => {
  test('names the person and her session as the identity provider did, signed, with a bound', async () => {
    const bench = logoutBench(idp);
    const sent = await signOut(bench);
    assert.ok(sent.type === 'redirect' && sent.url.startsWith(`${logoutUrl}?`));
    assert.ok(verifiesQuery(sent.url, ownKeys.certificate));
    const { xml, fields } = carried(sent);
    assert.match(xml, /<samlp:LogoutRequest/);
    assert.match(xml, new RegExp(`<saml:Issuer[^>]*>${sp.entityId}</saml:Issuer>`));
    assert.match(
      xml,
      /<saml:NameID[^>]* Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"[^>]*>alice@campus.example</,
    );
    assert.match(xml, /<samlp:SessionIndex[^>]*>session-1</);
    assert.match(xml, new RegExp(` Destination="${logoutUrl}"`));
    assert.match(xml, new RegExp(` NotOnOrAfter="${new Date(bench.clock.now() + 300_000).toISOString()}"`));
    assert.equal(fields.has('RelayState'), false);
  });

  test('is taken by node-saml, by either binding', async () => {
    for (const requestBinding of ['redirect', 'post'] as const) {
      const bench = logoutBench(idp, { options: { requestBinding } });
      const sent = await signOut(bench);
      const { fields } = carried(sent);
      const peer = new SAML({
        idpCert: ownKeys.certificate,
        issuer: idp.entityId,
        callbackUrl: logoutUrl,
        entryPoint: 'https://unused.example/',
        acceptedClockSkewMs: -1,
      });
      const parameters = Object.fromEntries(fields);
      const { profile } =
        sent.type === 'redirect'
          ? await peer.validateRedirectAsync(parameters, new URL(sent.url).search.slice(1))
          : await peer.validatePostRequestAsync(parameters);
      assert.deepEqual([profile?.nameID, profile?.['sessionIndex']], ['alice@campus.example', 'session-1']);
    }
  });

  test('carries qualifiers and odd characters unharmed', async () => {
    const bench = logoutBench(idp);
    const kept = {
      entityId: idp.entityId,
      nameId: `a<b>&"'ü`,
      nameQualifier: 'q&"',
      spNameQualifier: sp.entityId,
      sessionIndex: '<x>',
    };
    const sent = await bench.built.signOut?.({ kept, state: 's', language: 'en' });
    const { xml } = carried(sent ?? assert.fail());
    assert.match(xml, /NameQualifier="q&amp;&quot;" SPNameQualifier="https:/);
    assert.match(xml, />a&lt;b>&amp;"'ü<\/saml:NameID>|>a&lt;b&gt;&amp;"'ü<\/saml:NameID>/);
    assert.match(xml, /SessionIndex[^>]*>&lt;x(>|&gt;)</);
  });

  test('goes where the metadata says, by a binding that is there', async () => {
    const keys = [[idp.keys.certificate, 'signing']] as const;
    const slo = (binding: string, more: string) =>
      `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding}" ${more}/>`;
    const plain = metadataXml({ entityId: idp.entityId, keys });
    const withSlo = (services: string) =>
      plain.replace('<md:SingleSignOnService', () => `${services}<md:SingleSignOnService`);
    const sentBy = async (services: string) => {
      const bench = logoutBench(idp, { options: { idp: undefined, metadata: withSlo(services) } });
      const kept = await keptBy(bench);
      return kept && (await bench.built.signOut?.({ kept, state: 's', language: 'en' }));
    };
    const post = await sentBy(slo('POST', 'Location="https://idp.example/slo-post"'));
    assert.deepEqual([post?.type, post?.url], ['post', 'https://idp.example/slo-post']);
    const both = await sentBy(
      slo('POST', 'Location="https://idp.example/p"') + slo('Redirect', 'Location="https://idp.example/r?a=b"'),
    );
    assert.ok(both?.type === 'redirect' && both.url.startsWith('https://idp.example/r?a=b&SAMLRequest='));
    assert.equal(await sentBy(slo('Redirect', 'Location="http://idp.example/r"')), undefined);
    assert.equal(await sentBy(slo('SOAP', 'Location="https://idp.example/soap"')), undefined);
  });

  test('is not made without a key, nor kept for where it is never asked', async () => {
    assert.equal(logoutBench(idp, { options: { signing: undefined } }).built.signOut, undefined);
    assert.equal(logoutBench(idp, { options: { signing: undefined } }).built.logoutMessage, undefined);
    assert.equal(await keptBy(logoutBench(idp, { options: { signOut: 'never' } })), undefined);
    assert.equal(await keptBy(logoutBench(idp, { options: { signing: undefined } })), undefined);
  });

  test('is not sent to another identity provider than she came from', async () => {
    const bench = logoutBench(idp);
    const kept = { entityId: 'https://former.example/metadata', nameId: 'alice' };
    assert.equal(await bench.built.signOut?.({ kept, state: 's', language: 'en' }), undefined);
    assert.equal(await bench.built.signOut?.({ kept: {}, state: 's', language: 'en' }), undefined);
  });
});

describe('the answer to it', () => {
  for (const [what, status, ended] of [
    ['a success', undefined, 'all'],
    ['a partial logout', ['urn:oasis:names:tc:SAML:2.0:status:Success', partial], 'partial'],
    ['a partial logout under a failure', [responder, partial], 'partial'],
    ['a failure', [responder], 'failed'],
    ['no status', [], 'failed'],
  ] as const) {
    test(`that says ${what} ended ${ended}, and brings the state back`, async () => {
      const bench = logoutBench(idp);
      const { xml } = carried(await signOut(bench, 'state-9'));
      assert.deepEqual(await answer(bench, idOf(xml), status), { type: 'answer', state: 'state-9', ended });
    });
  }

  test('may be posted, signed inside', async () => {
    const bench = logoutBench(idp);
    const inResponseTo = idOf(carried(await signOut(bench)).xml);
    const xml = signLogout(logoutResponseXml(logoutParts(idp, bench.clock.now(), { inResponseTo })), idp.keys);
    assert.equal((await bench.bring(byPost(xml, 'SAMLResponse'))).type, 'answer');
  });

  test('counts once, whoever answers twice', async () => {
    const bench = logoutBench(idp);
    const id = idOf(carried(await signOut(bench)).xml);
    await answer(bench, id);
    await assert.rejects(answer(bench, id), { code: 'VST_UPSTREAM_MESSAGE_INVALID', message: /^in-response-to/ });
  });
});

describe('a logout request of the identity provider', () => {
  const requestOf = (bench: LogoutBench, changes = {}) =>
    logoutRequestXml(logoutParts(idp, bench.clock.now(), changes));

  test('says whose sessions are over and is answered, signed, with its own RelayState', async () => {
    const bench = logoutBench(idp);
    const xml = requestOf(bench, { sessionIndexes: ['one', 'two'] });
    const query = signedQuery(xml, idp.keys, { parameter: 'SAMLRequest', relayState: 'their state & more' });
    const message = await bench.bring({ query });
    assert.ok(message.type === 'request');
    assert.deepEqual(message.over, {
      upstreamSessions: ['one', 'two'],
      subject: 'alice@campus.example',
      issuer: idp.entityId,
    });
    const sent = await message.answer({ ended: true });
    assert.ok(sent.type === 'redirect' && verifiesQuery(sent.url, ownKeys.certificate));
    const { xml: response, fields } = carried(sent);
    assert.equal(fields.get('RelayState'), 'their state & more');
    assert.match(response, new RegExp(` InResponseTo="${idOf(xml)}"`));
    assert.match(response, /<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"\/>/);
    assert.match(
      carried(await message.answer({ ended: false })).xml,
      new RegExp(`Success"><samlp:StatusCode Value="${partial}"`),
    );
  });

  test('may be posted, signed inside, and is answered by the configured binding', async () => {
    const bench = logoutBench(idp, { options: { requestBinding: 'post' } });
    const message = await bench.bring(byPost(signLogout(requestOf(bench), idp.keys)));
    assert.ok(message.type === 'request');
    const sent = await message.answer({ ended: true });
    assert.deepEqual([sent.type, sent.url], ['post', logoutUrl]);
    assert.match(carried(sent).xml, /<ds:Signature|<Signature/);
  });

  test('is read in whatever order its parameters stand, and with a SHA-512 signature', async () => {
    const bench = logoutBench(idp);
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512';
    const query = signedQuery(requestOf(bench), idp.keys, { parameter: 'SAMLRequest', algorithm, hash: 'sha512' });
    assert.equal((await bench.bring({ query: query.split('&').toReversed().join('&') })).type, 'request');
  });

  test('may name the person encrypted, for our key', async () => {
    const decryption = { key: '${env:DEC}', certificate: ownKeys.certificate };
    const bench = logoutBench(idp, { options: { decryption }, secrets: { '${env:DEC}': ownKeys.key } });
    const inside = (await encrypted(nameIdXml('bob'), ownKeys.certificate)).replaceAll(
      'EncryptedAssertion',
      'EncryptedID',
    );
    const message = await bench.bring(byPost(signLogout(requestOf(bench, { name: inside }), idp.keys)));
    assert.ok(message.type === 'request');
    assert.equal(message.over.subject, 'bob');
  });

  test('without SessionIndex names all sessions of the person', async () => {
    const bench = logoutBench(idp);
    const query = signedQuery(requestOf(bench, { sessionIndexes: [] }), idp.keys, { parameter: 'SAMLRequest' });
    const message = await bench.bring({ query });
    assert.deepEqual(message.type === 'request' && message.over.upstreamSessions, []);
  });

  test('signed by a second configured key is taken as well', async () => {
    const next = testKeyPair('next');
    const manual = {
      entityId: idp.entityId,
      singleSignOnUrl: 'https://idp.example/sso',
      singleLogoutUrl: logoutUrl,
      certificates: [idp.keys.certificate, next.certificate],
    };
    const bench = logoutBench(idp, { options: { idp: manual } });
    const query = signedQuery(requestOf(bench), next, { parameter: 'SAMLRequest' });
    assert.equal((await bench.bring({ query })).type, 'request');
  });
});

test('our metadata names the address for logout messages, once there is a key to sign them with', async () => {
  const services = async (bench: LogoutBench) =>
    ((await bench.built.registration()).metadataXml ?? '').match(/<md:SingleLogoutService [^>]+>/g) ?? [];
  const [redirect = '', post = '', ...more] = await services(logoutBench(idp));
  assert.match(redirect, new RegExp(`HTTP-Redirect" Location="${sp.logout}"`));
  assert.match(post, new RegExp(`HTTP-POST" Location="${sp.logout}"`));
  assert.deepEqual(more, []);
  assert.deepEqual(await services(logoutBench(idp, { options: { signing: undefined } })), []);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readLogoutRequest } from '../../../strategies/cas/logout-request.ts';
import { casBench, logoutRequestXml, ticket } from '../../support/cas-bench.ts';

const nothing = { upstreamSessions: [] };
const read = (xml: string) => readLogoutRequest({ logoutRequest: xml });

describe('a logout request of a CAS server', () => {
  test('names the ticket whose session is over', () => {
    assert.deepEqual(read(logoutRequestXml(ticket)), { upstreamSessions: [ticket] });
  });

  test('may have an XML declaration and blanks around the ticket', () => {
    assert.deepEqual(read(`<?xml version="1.0"?>\n${logoutRequestXml(`\n ${ticket} `)}`), {
      upstreamSessions: [ticket],
    });
  });

  const good = logoutRequestXml(ticket);
  for (const [what, xml] of [
    ['no XML', 'ST-1'],
    ['what is no ticket', logoutRequestXml('alice')],
    ['a proxy ticket', logoutRequestXml('PT-1-abc')],
    ['no ticket', logoutRequestXml('')],
    [
      'two tickets',
      good.replace('</samlp:LogoutRequest>', '<samlp:SessionIndex>ST-2</samlp:SessionIndex></samlp:LogoutRequest>'),
    ],
    ['a ticket with a comment inside', logoutRequestXml('ST-1<!-- -->2')],
    ['another root', good.replaceAll('LogoutRequest', 'AuthnRequest')],
    ['another namespace', good.replace('urn:oasis:names:tc:SAML:2.0:protocol', 'urn:x')],
    ['a document type', `<!DOCTYPE x [<!ENTITY t "${ticket}">]>${logoutRequestXml('&t;')}`],
    ['more than 16 KB', good.replace('@NOT_USED@', 'x'.repeat(17_000))],
  ] as const) {
    test(`ends nothing with ${what}`, () => {
      assert.deepEqual(read(xml), nothing);
    });
  }

  test('that is repeated ends nothing', () => {
    assert.deepEqual(readLogoutRequest({ logoutRequest: [good, good] }), nothing);
  });

  for (const form of [undefined, null, {}, { SAMLResponse: 'x' }, Object.create({ logoutRequest: good })]) {
    test(`is not what ${JSON.stringify(form)} is`, () => {
      assert.equal(readLogoutRequest(form), undefined);
    });
  }
});

test('a profile without single logout reads none', () => {
  assert.equal(casBench({ options: { singleLogout: false } }).built.backchannel, undefined);
  assert.notEqual(casBench().built.backchannel, undefined);
});

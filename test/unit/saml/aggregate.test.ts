import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readAggregate } from '../../../strategies/saml/metadata/aggregate.ts';
import type { EntityFacts } from '../../../strategies/saml/metadata/entity.ts';
import { type AggregateParts, madeUpMembers, writeAggregate } from '../../support/saml-aggregate.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { sign } from '../../support/saml-idp.ts';

const now = Date.parse('2026-03-01T09:00:00Z');
const validUntil = '2026-03-10T09:00:00Z';
const signer = testKeyPair('federation operator');
const member = testKeyPair('member');
const [university = madeUpMembers(1)[0], ...others] = madeUpMembers(3, [member]);

describe('A signed aggregate', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'aggregate-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  const bytesOf = (parts: Partial<AggregateParts>): Buffer => {
    const file = join(directory, 'aggregate.xml');
    writeAggregate(file, { members: madeUpMembers(3, [member]), signer, validUntil, ...parts });
    return readFileSync(file);
  };
  const read = (bytes: Uint8Array, signers = [signer.certificate]) => readAggregate(bytes, signers, now);
  const refusal = (bytes: Uint8Array, signers?: string[]): string => {
    const outcome = read(bytes, signers);
    return outcome.type === 'fault' ? outcome.detail : 'taken';
  };
  const entities = (bytes: Uint8Array): { found: readonly EntityFacts[]; ignored: readonly string[] } => {
    const outcome = read(bytes);
    if (outcome.type === 'fault') throw new Error(outcome.detail);
    const found = [...outcome.entities];
    return { found, ignored: outcome.ignored };
  };

  test('gives each identity provider with its keys, scopes, names and logo', () => {
    const { found, ignored } = entities(bytesOf({}));
    assert.equal(found.length, 3);
    assert.deepEqual(ignored, []);
    const [first] = found;
    assert.deepEqual(first?.scopes, ['uni0.example']);
    assert.deepEqual(first.names, { de: 'Universität Köln 0', en: 'University of Köln 0' });
    assert.equal(first.logo, 'https://idp0.example/logo.png');
    assert.equal(first.certificates[0]?.replaceAll(/\s/g, ''), member.certificate.replaceAll(/\s/g, ''));
    assert.equal(first.validUntil, Date.parse(validUntil), 'it ends with the aggregate');
  });

  test('is read from a signature that another library made, with comments, groups in groups and CRLF', () => {
    const inner = readFileSync(join(directory, 'aggregate.xml'), 'utf8');
    const body = /<md:EntityDescriptor[\s\S]*<\/md:EntityDescriptor>/.exec(inner)?.[0] ?? '';
    const xml =
      '<!-- published every hour --><md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ' +
      `xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_a" Name="x &gt; y" validUntil="${validUntil}">\r\n` +
      `<md:EntitiesDescriptor validUntil="2026-03-05T09:00:00Z" Name="a &gt; b">${body}</md:EntitiesDescriptor>` +
      '</md:EntitiesDescriptor>';
    const signed = sign(xml.replaceAll('\r\n', '\n'), 'EntitiesDescriptor', signer).replaceAll('\n', '\r\n');
    const { found } = entities(Buffer.from(signed));
    assert.equal(found.length, 3);
    assert.equal(found[0]?.validUntil, Date.parse('2026-03-05T09:00:00Z'), 'the group inside ends first');
  });

  test('is taken from any of several signers, whoever its KeyInfo names', () => {
    assert.equal(refusal(bytesOf({}), [testKeyPair('next').certificate, signer.certificate]), 'taken');
  });

  test('is refused when nobody who may signed it', () => {
    assert.match(refusal(bytesOf({ signer: testKeyPair('somebody else') })), /no valid signature/);
    assert.match(refusal(bytesOf({ unsigned: true })), /not signed/);
  });

  test('is refused when one character of one entity was changed', () => {
    const tamper = (xml: string) => xml.replace('>uni2.example<', '>uni1.example<');
    assert.match(refusal(bytesOf({ tamper })), /no valid signature/);
  });

  test('is refused when an entity was put beside what is signed', () => {
    const signed = bytesOf({}).toString('utf8');
    const wrapped = signed
      .replace(
        /<md:EntitiesDescriptor[^>]*>/,
        (open) =>
          `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_other" validUntil="${validUntil}">${open}`,
      )
      .concat('</md:EntitiesDescriptor>');
    assert.match(refusal(Buffer.from(wrapped)), /not signed/);
    const moved = signed.replace(/<ds:Signature [\s\S]*?<\/ds:Signature>/, '');
    const signature = /<ds:Signature [\s\S]*?<\/ds:Signature>/.exec(signed)?.[0] ?? '';
    const outer = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_other" validUntil="${validUntil}">${signature}${moved.replace(/^<\?xml.*?\?>/, '')}</md:EntitiesDescriptor>`;
    assert.match(refusal(Buffer.from(outer)), /refers to another element/);
  });

  test('is refused without validUntil, and when it has ended', () => {
    assert.match(refusal(bytesOf({ validUntil: undefined })), /no validUntil/);
    assert.match(refusal(bytesOf({ validUntil: '2026-02-28T09:00:00Z' })), /it ended/);
  });

  test('is refused with a document type, as a web page, and as anything but XML', () => {
    const signed = bytesOf({}).toString('utf8');
    assert.match(refusal(Buffer.from(signed.replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>'))), /document type/);
    assert.match(refusal(Buffer.from('<!doctype html><html></html>')), /HTML/);
    assert.match(refusal(Buffer.from([0xff, 0xfe, 0x41])), /UTF-8/);
    assert.match(refusal(Buffer.from('<md:EntitiesDescriptor')), /well-formed/);
    assert.match(refusal(Buffer.from('')), /well-formed/);
  });

  test('leaves out what cannot be used, and says so', () => {
    if (university === undefined) throw new Error('no member');
    const members = [
      university,
      { ...university, entityId: 'https://twice.example/idp' },
      { ...university, entityId: 'https://twice.example/idp', scopes: ['other.example'] },
      { ...university, entityId: 'https://weak.example/idp', certificate: testKeyPair('weak', 1024).certificate },
      { ...university, entityId: 'https://ended.example/idp', validUntil: '2026-02-01T00:00:00Z' },
      { ...university, entityId: 'https://plain.example/idp', singleSignOn: 'http://plain.example/sso' },
      { ...university, entityId: 'https://sp.example/', role: 'SPSSODescriptor' as const },
    ];
    const { found, ignored } = entities(bytesOf({ members }));
    assert.deepEqual(
      found.map(({ entityId }) => entityId),
      [university.entityId],
    );
    assert.deepEqual(
      ignored.map((what) => /^https:\/\/(\w+)/.exec(what)?.[1]),
      ['twice', 'twice', 'weak', 'ended', 'plain'],
    );
  });

  test('knows which members want to stand in no list', () => {
    const hidden = {
      ...others[0],
      entityId: 'https://hidden.example/idp',
      certificate: member.certificate,
      hidden: true,
    };
    const { found } = entities(bytesOf({ members: [hidden] }));
    assert.equal(found[0]?.isHidden, true);
  });
});

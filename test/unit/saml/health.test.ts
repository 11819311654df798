import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Aggregate } from '../../../src/domain/ports/aggregates.ts';
import type { UpstreamCheck } from '../../../src/domain/strategy.ts';
import { fakeClock } from '../../support/fakes.ts';
import { samlBench } from '../../support/saml-bench.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { testIdentityProvider } from '../../support/saml-idp.ts';
import {
  federationKeys,
  type MetadataServer,
  metadataXml,
  signMetadata,
  startMetadataServer,
} from '../../support/saml-metadata.ts';

const idp = testIdentityProvider();
const dayMs = 86_400_000;

describe('The health of a SAML profile', () => {
  let server: MetadataServer;
  before(async () => {
    server = await startMetadataServer();
  });
  after(() => server.close());

  const byName = (checks: readonly UpstreamCheck[] = []) => new Map(checks.map((check) => [check.name, check]));
  const mdq = (more: object = {}) => ({
    options: {
      federation: {
        mdq: server.url,
        signingCertificates: [federationKeys.certificate],
        entityIds: [idp.entityId],
        ...more,
      },
    },
    outbound: server.outbound,
  });

  test('of an identity provider by hand is its certificate, and ours', async () => {
    const own = testKeyPair('library');
    const bench = samlBench(idp, {
      options: { signing: { key: '${env:KEY}', certificate: own.certificate } },
      secrets: { '${env:KEY}': own.key },
    });
    const checks = byName(await bench.built.check?.());
    assert.deepEqual(
      [...checks.values()].map(({ ok }) => ok),
      [true, true, true],
    );
    assert.equal(checks.get('our certificate for signing')?.endsAt, Date.parse('2039-01-01T00:00:00Z'));
  });

  test('fails for a certificate that has ended', async () => {
    const clock = fakeClock();
    const bench = samlBench(idp, { clock });
    clock.advance(20 * 366 * dayMs);
    assert.equal(byName(await bench.built.check?.()).get(`certificate of ${idp.entityId}`)?.ok, false);
  });

  test('is whether the metadata query service answers, and what is held of those listed', async () => {
    const bench = samlBench(idp, mdq());
    const validUntil = new Date(bench.clock.now() + 10 * dayMs).toISOString();
    const xml = metadataXml({
      entityId: idp.entityId,
      keys: [[idp.keys.certificate, 'signing']],
      scopes: ['uni.example'],
      validUntil,
    });
    const before = byName(await bench.built.check?.());
    assert.equal(before.get('metadata query service')?.ok, false, 'it answers, and knows no such member');
    assert.equal(before.get(`metadata of ${idp.entityId}`)?.unreachable, true);
    server.publishEntity(idp.entityId, signMetadata(xml));
    await bench.built.upkeep?.();
    const checks = byName(await bench.built.check?.());
    assert.deepEqual(
      [...checks.values()].filter(({ ok }) => !ok),
      [],
    );
    assert.equal(checks.get(`metadata of ${idp.entityId}`)?.endsAt, Date.parse(validUntil));
  });

  test('says that a server is away, and that what is held still counts', async () => {
    const bench = samlBench(idp, mdq({ mdq: 'http://127.0.0.1:9' }));
    const away = byName(await bench.built.check?.()).get('metadata query service');
    assert.equal(away?.ok, false);
    assert.equal(away.unreachable, undefined, 'members that are held come in all the same');
    assert.match(away.detail, /network.*counts until it ends/);
  });

  test('of a federation that is read whole is what this node holds', async () => {
    const nothing: Aggregate = {
      entity: async () => undefined,
      page: async () => ({ entries: [], total: 0 }),
      status: async () => undefined,
      fault: async () => 'the server answered 503',
      close: async () => {},
    };
    const clock = fakeClock();
    const status = {
      checkedAt: 0,
      readAt: clock.now(),
      validUntil: clock.now() + 9 * dayMs,
      count: 5000,
      ignored: [],
      ignoredCount: 0,
    };
    const whole = async (aggregate: Aggregate) => {
      const federation = {
        aggregate: 'https://fed.example/all.xml',
        signingCertificates: [federationKeys.certificate],
      };
      const match = { from: { attribute: 'eduPersonPrincipalName' }, to: 'student' };
      const bench = samlBench(idp, { clock, options: { federation, match }, aggregates: { open: () => aggregate } });
      return byName(await bench.built.check?.()).get('metadata of the federation');
    };
    const missing = await whole(nothing);
    assert.equal(missing?.unreachable, true);
    assert.match(missing.detail, /503/);
    const held = await whole({ ...nothing, status: async () => status, fault: async () => undefined });
    assert.deepEqual([held?.ok, held?.endsAt], [true, status.validUntil]);
    clock.advance(7 * dayMs);
    assert.equal((await whole({ ...nothing, status: async () => status, fault: async () => undefined }))?.ok, false);
  });
});

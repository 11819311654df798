// Metadata of one identity provider by its address: read, kept, read anew, and rolled over.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';
import { type SamlBench, samlBench } from '../../support/saml-bench.ts';
import { type TestKeyPair, testKeyPair } from '../../support/saml-certificate.ts';
import { responseXml, sign, testIdentityProvider } from '../../support/saml-idp.ts';
import {
  federationKeys,
  type MetadataParts,
  type MetadataServer,
  metadataXml,
  signMetadata,
  startMetadataServer,
} from '../../support/saml-metadata.ts';

const idp = testIdentityProvider();
const next = testKeyPair('next key');
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const path = '/metadata';

describe('An identity provider by the address of its metadata', () => {
  let server: MetadataServer;
  before(async () => {
    server = await startMetadataServer();
  });
  after(() => server.close());
  beforeEach(() => {
    server.publish(path, document());
  });

  function document(parts: Partial<MetadataParts> = {}, ...keys: readonly TestKeyPair[]): string {
    const named = (keys.length === 0 ? [idp.keys] : keys).map(({ certificate }) => [certificate, 'signing'] as const);
    return metadataXml({ entityId: idp.entityId, keys: named, ...parts });
  }

  function open(more: Readonly<Record<string, unknown>> = {}, shared: Parameters<typeof samlBench>[1] = {}): SamlBench {
    const options = { idp: { metadataUrl: `${server.url}${path}`, entityId: idp.entityId, ...more } };
    return samlBench(idp, { options, outbound: server.outbound, ...shared });
  }

  let attempts = 0;
  async function arrive(bench: SamlBench, keys: TestKeyPair = idp.keys) {
    const { requestId } = await bench.begin(`attempt-${++attempts}`);
    const answer = responseXml(idp.answer(requestId, bench.clock.now()));
    return (await bench.answer(sign(answer, 'Assertion', keys))).outcome;
  }

  const upkeep = async (bench: SamlBench) => (await bench.built.upkeep?.()) ?? assert.fail('no upkeep');

  test('signs somebody in, and is asked for once', async () => {
    const bench = open();
    const before = server.asked.length;
    assert.equal((await arrive(bench)).type, 'asserted');
    assert.equal((await arrive(bench)).type, 'asserted');
    assert.equal(server.asked.length - before, 1);
  });

  test('is called as its address where no entity id is given', async () => {
    server.publish(path, document({ entityId: `${server.url}${path}` }));
    const { type } = await open({ entityId: undefined }).tryBegin('attempt');
    assert.equal(type, 'redirect');
  });

  test('is read by one node for all that share the store', async () => {
    const clock = fakeClock();
    const ephemeral = fakeEphemeral(clock);
    const before = server.asked.length;
    const nodes = [1, 2, 3].map((seed) => open({}, { clock, ephemeral, seed }));
    const ends = await Promise.all(nodes.map((node, index) => node.tryBegin(`attempt-${index}`)));
    assert.deepEqual(
      ends.map(({ type }) => type),
      ['redirect', 'redirect', 'redirect'],
    );
    assert.equal(server.asked.length - before, 1);
  });

  test('is read anew when it is due, and not before', async () => {
    const bench = open({ refreshMinutes: 60 });
    assert.equal((await upkeep(bench)).renewed, 1);
    bench.clock.advance(59 * minuteMs);
    assert.equal((await upkeep(bench)).renewed, 0);
    bench.clock.advance(2 * minuteMs);
    assert.equal((await upkeep(bench)).renewed, 1);
  });

  test('is read anew as soon as its cacheDuration says', async () => {
    server.publish(path, document({ cacheDuration: 'PT30M' }));
    const bench = open();
    await upkeep(bench);
    bench.clock.advance(31 * minuteMs);
    assert.equal((await upkeep(bench)).renewed, 1);
  });

  test('is asked for with the conditions that the server gave, and unchanged counts as read', async () => {
    server.publish(path, {
      body: document(),
      headers: { etag: '"v1"', 'last-modified': 'Mon, 02 Mar 2026 08:00:00 GMT' },
    });
    const bench = open({ refreshMinutes: 60 });
    await upkeep(bench);
    bench.clock.advance(61 * minuteMs);
    assert.equal((await upkeep(bench)).renewed, 1);
    const { headers } = server.asked.at(-1) ?? assert.fail();
    assert.deepEqual(
      [headers['if-none-match'], headers['if-modified-since']],
      ['"v1"', 'Mon, 02 Mar 2026 08:00:00 GMT'],
    );
    bench.clock.advance(59 * minuteMs);
    assert.equal((await upkeep(bench)).renewed, 0);
  });

  test('that cannot be read begins no sign-in and counts as unreachable', async () => {
    server.publish(path, { status: 500 });
    const end = await open().tryBegin('attempt');
    assert.match(JSON.stringify(end), /"unreachable".*the server answered 500/);
    assert.doesNotMatch(JSON.stringify(end), /hearsay/);
  });

  test('that hangs is waited for no longer than the profile allows', async () => {
    server.publish(path, { hangs: true });
    const bench = open();
    const options = { timeoutSeconds: 1, idp: { metadataUrl: `${server.url}${path}`, entityId: idp.entityId } };
    const hasty = samlBench(idp, { options, outbound: server.outbound, clock: bench.clock });
    const end = await hasty.tryBegin('attempt');
    assert.match(JSON.stringify(end), /"unreachable".*timeout/);
  });

  test('keeps counting while its server is away, until validUntil', async () => {
    const bench = open();
    await arrive(bench);
    server.publish(path, { status: 503 });
    bench.clock.advance(9 * dayMs);
    assert.equal((await upkeep(bench)).renewed, 0);
    assert.equal((await arrive(bench)).type, 'asserted');
    bench.clock.advance(2 * dayMs);
    assert.match(JSON.stringify(await bench.tryBegin('attempt')), /"unreachable"/);
  });

  test('without validUntil counts for its cacheDuration while its server is away', async () => {
    server.publish(path, document({ validUntil: undefined, cacheDuration: 'PT12H' }));
    const bench = open();
    await arrive(bench);
    server.publish(path, { status: 503 });
    bench.clock.advance(11 * 60 * minuteMs);
    assert.equal((await arrive(bench)).type, 'asserted');
    bench.clock.advance(2 * 60 * minuteMs);
    assert.match(JSON.stringify(await bench.tryBegin('attempt')), /"unreachable"/);
  });

  describe('whose key rolls over', () => {
    test('is believed with both keys while both are named, and then with the new one only', async () => {
      const bench = open({ refreshMinutes: 60 });
      assert.equal((await arrive(bench)).type, 'asserted');
      server.publish(path, document({}, idp.keys, next));
      bench.clock.advance(61 * minuteMs);
      await upkeep(bench);
      assert.equal((await arrive(bench)).type, 'asserted');
      assert.equal((await arrive(bench, next)).type, 'asserted');
      server.publish(path, document({}, next));
      bench.clock.advance(61 * minuteMs);
      await upkeep(bench);
      assert.equal((await arrive(bench, next)).type, 'asserted');
      assert.equal((await arrive(bench)).type, 'refused');
    });

    test('without notice is believed at once: a signature by an unknown key makes us look', async () => {
      const bench = open();
      await arrive(bench);
      bench.clock.advance(2 * minuteMs);
      server.publish(path, document({}, next));
      assert.equal((await arrive(bench, next)).type, 'asserted');
    });

    test('makes us look at most once a minute, whoever posts signatures by unknown keys', async () => {
      const bench = open();
      await arrive(bench);
      bench.clock.advance(2 * minuteMs);
      const before = server.asked.length;
      for (let post = 0; post < 5; post++) assert.equal((await arrive(bench, next)).type, 'refused');
      assert.equal(server.asked.length - before, 1);
    });
  });

  describe('that signs its metadata', () => {
    const signers = { signingCertificates: [federationKeys.certificate] };

    test('is read where the signature holds', async () => {
      server.publish(path, signMetadata(document()));
      assert.equal((await arrive(open(signers))).type, 'asserted');
    });

    test('may change who signs, while both are configured', async () => {
      const other = testKeyPair('next operator');
      const both = { signingCertificates: [federationKeys.certificate, other.certificate] };
      for (const keys of [federationKeys, other]) {
        server.publish(path, signMetadata(document(), keys));
        assert.equal((await open(both).tryBegin('attempt')).type, 'redirect');
      }
    });

    test('is believed no more once another signer is configured', async () => {
      server.publish(path, signMetadata(document()));
      const clock = fakeClock();
      const ephemeral = fakeEphemeral(clock);
      await open(signers, { clock, ephemeral }).begin('attempt-1');
      const changed = open({ signingCertificates: [next.certificate] }, { clock, ephemeral });
      assert.match(JSON.stringify(await changed.tryBegin('attempt-2')), /no valid signature/);
    });
  });

  describe('whose new metadata is weaker', () => {
    for (const [what, before, later, detail] of [
      ['an older document', {}, { validUntil: '2026-03-11T09:00:00Z' }, /older than the one in force/],
      ['no validUntil any more', {}, { validUntil: undefined }, /no validUntil any more/],
      ['no scopes any more', { scopes: ['uni.example'] }, {}, /limits its scopes no more/],
    ] as const) {
      test(`(${what}) keeps counting as it was, and the operator is told`, async () => {
        server.publish(path, document(before));
        const bench = open({ refreshMinutes: 60 });
        await upkeep(bench);
        server.publish(path, document(later, next));
        bench.clock.advance(61 * minuteMs);
        const { renewed, warnings } = await upkeep(bench);
        assert.equal(renewed, 0);
        assert.match(warnings.join('\n'), detail);
        assert.equal((await arrive(bench)).type, 'asserted');
        assert.equal((await arrive(bench, next)).type, 'refused');
      });
    }
  });

  describe('warns', () => {
    const soon = testKeyPair('ends soon', 2048, '260320000000Z');

    test('a month before a key ends, and of none that ends later', async () => {
      server.publish(path, document({}, idp.keys, soon));
      const { warnings } = await upkeep(open());
      assert.deepEqual(warnings, [
        `${idp.entityId}: the certificate for its signatures ends in 17 days, at 2026-03-20T00:00:00.000Z`,
      ]);
    });

    test('when metadata is not renewed in time, and not while it is', async () => {
      const bench = open();
      assert.deepEqual((await upkeep(bench)).warnings, []);
      server.publish(path, { status: 503 });
      bench.clock.advance(dayMs);
      const { warnings } = await upkeep(bench);
      assert.match(warnings.join('\n'), /its metadata ends in 9 days/);
      assert.match(warnings.join('\n'), /could not be read anew: the server answered 503/);
    });

    test('when the server goes on giving a document that nears its end', async () => {
      const bench = open();
      await upkeep(bench);
      for (let day = 0; day < 7; day++) {
        bench.clock.advance(dayMs);
        await upkeep(bench);
      }
      assert.match((await upkeep(bench)).warnings.join('\n'), /its metadata ends in 3 days/);
    });

    test('of what was left out', async () => {
      server.publish(path, document({}, idp.keys, testKeyPair('weak', 1024)));
      const bench = open();
      assert.match((await upkeep(bench)).warnings.join('\n'), /left out of its metadata: a signing key/);
    });

    test('on the command line only, not on the page that everybody may open', async () => {
      server.publish(path, document({}, idp.keys, soon));
      const bench = open();
      await upkeep(bench);
      const { facts } = await bench.built.registration();
      const warnings = facts.filter(({ label }) => label === 'Warning');
      assert.equal(warnings.length, 1);
      assert.ok(warnings.every(({ internal }) => internal === true));
    });
  });

  test('is not asked for by opening its page', async () => {
    const before = server.asked.length;
    const { facts, metadataXml: own } = await open().built.registration();
    assert.equal(server.asked.length, before);
    assert.ok(facts.some(({ value }) => value === 'not read yet'));
    assert.match(own ?? '', /EntityDescriptor/);
  });
});

// Identity providers of a federation: which one a person comes from, what it may say, and who answers for whom.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type SamlBench, samlBench } from '../../support/saml-bench.ts';
import {
  type ResponseParts,
  responseXml,
  sign,
  type TestIdentityProvider,
  testIdentityProvider,
} from '../../support/saml-idp.ts';
import {
  federationKeys,
  type MetadataParts,
  type MetadataServer,
  metadataXml,
  signMetadata,
  startMetadataServer,
} from '../../support/saml-metadata.ts';

const uni = testIdentityProvider('https://idp.uni.example/metadata');
const college = testIdentityProvider('https://idp.college.example/metadata');
const bare = testIdentityProvider('urn:mace:example:bare');
const eppn = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const minuteMs = 60_000;
const names =
  '<mdui:UIInfo><mdui:DisplayName xml:lang="en">Example University</mdui:DisplayName>' +
  '<mdui:DisplayName xml:lang="de">Universität Beispiel</mdui:DisplayName></mdui:UIInfo>';

describe('A federation', () => {
  let server: MetadataServer;
  before(async () => {
    server = await startMetadataServer();
    publish(uni, { scopes: ['uni.example'], extensions: names });
    publish(college, { scopes: ['college.example'] });
    publish(bare);
  });
  after(() => server.close());

  function publish(idp: TestIdentityProvider, parts: Partial<MetadataParts> = {}): void {
    const keys = [[idp.keys.certificate, 'signing']] as const;
    server.publishEntity(idp.entityId, signMetadata(metadataXml({ entityId: idp.entityId, keys, ...parts })));
  }

  /** Open to the whole federation unless entity ids are listed. */
  function open(
    more: {
      readonly entityIds?: readonly string[];
      readonly attribute?: string;
      readonly scopes?: readonly string[];
    } = {},
  ): SamlBench {
    const { entityIds, attribute = eppn, scopes } = more;
    const options = {
      federation: { mdq: `${server.url}/`, signingCertificates: [federationKeys.certificate], entityIds },
      match: { from: { attribute }, to: 'student' },
      scopes,
    };
    return samlBench(uni, { options, outbound: server.outbound });
  }

  async function arriveFrom(
    bench: SamlBench,
    idp: TestIdentityProvider,
    attributes: ResponseParts['attributes'],
    changes: Partial<ResponseParts> = {},
  ) {
    const { requestId } = await bench.begin('attempt-1', { query: { idp: idp.entityId } });
    const answer = idp.answer(requestId, bench.clock.now(), { attributes, ...changes });
    return (await bench.answer(sign(responseXml(answer), 'Assertion', idp.keys))).outcome;
  }

  async function valuesFrom(bench: SamlBench, idp: TestIdentityProvider, name: string, values: readonly string[]) {
    const outcome = await arriveFrom(bench, idp, [{ name, values }]);
    if (outcome.type !== 'asserted') assert.fail(JSON.stringify(outcome));
    return outcome.assertion.attributes[name] ?? [];
  }

  const detailOf = (end: Awaited<ReturnType<SamlBench['tryBegin']>>) => ('detail' in end ? end.detail : end.type);

  describe('goes to', () => {
    for (const parameter of ['idp', 'entityID']) {
      test(`the identity provider that ${parameter} names, asked for by its name`, async () => {
        const end = await open().tryBegin('attempt', { query: { [parameter]: bare.entityId } });
        assert.equal(end.type, 'redirect');
        assert.equal(server.asked.at(-1)?.path, '/entities/urn%3Amace%3Aexample%3Abare');
      });
    }

    test('the only one that is listed, without asking', async () => {
      assert.equal((await open({ entityIds: [uni.entityId] }).tryBegin('attempt')).type, 'redirect');
    });

    test('none before the person chose, and offers those listed by their own names', async () => {
      const bench = open({ entityIds: [uni.entityId, college.entityId] });
      await bench.built.upkeep?.();
      const end = await bench.tryBegin('attempt');
      assert.deepEqual(end.type === 'choose' && end.choices, [
        { id: uni.entityId, names: { en: 'Example University', de: 'Universität Beispiel' } },
        { id: college.entityId, names: { und: 'idp.college.example' } },
      ]);
    });

    for (const [what, asked, detail] of [
      ['nobody', undefined, /names no identity provider/],
      ['several', [uni.entityId, college.entityId], /no entity id/],
      ['a script', 'javascript:alert(1)', /no entity id/],
      ['a path', '/etc/passwd', /no entity id/],
      ['a line break', 'https://idp.example/\r\nHost: evil', /no entity id/],
      ['more than 1024 characters', `https://idp.example/${'x'.repeat(1100)}`, /no entity id/],
      ['one that the federation does not know', 'https://stranger.example/metadata', /the federation knows no/],
    ] as const) {
      test(`none where the address names ${what}`, async () => {
        const end = await open().tryBegin('attempt', { query: { idp: asked } });
        assert.equal(end.type, 'refused');
        assert.match(detailOf(end), detail);
      });
    }

    test('none that is not listed, and does not ask for it', async () => {
      const before = server.asked.length;
      const end = await open({ entityIds: [uni.entityId] }).tryBegin('a', { query: { idp: college.entityId } });
      assert.match(detailOf(end), /not among the identity providers of this profile/);
      assert.equal(server.asked.length, before);
    });

    test('the same place for the same stranger once a minute', async () => {
      const bench = open();
      const before = server.asked.length;
      const stranger = { query: { idp: 'https://nobody.example/metadata' } };
      for (let time = 0; time < 3; time++) assert.equal((await bench.tryBegin('attempt', stranger)).type, 'refused');
      assert.equal(server.asked.length - before, 1);
    });
  });

  test('that cannot be asked opens no fallback for a name that the browser made up', async () => {
    const federation = { mdq: 'http://127.0.0.1:1', signingCertificates: [federationKeys.certificate] };
    const match = { from: { attribute: eppn }, to: 'student' };
    for (const [entityIds, hearsay] of [
      [undefined, true],
      [[uni.entityId], undefined],
    ] as const) {
      const options = { federation: { ...federation, entityIds }, match };
      const end = await samlBench(uni, { options, outbound: server.outbound }).tryBegin('a', {
        query: { idp: uni.entityId },
      });
      assert.equal(end.type === 'unreachable' && end.hearsay, hearsay);
    }
  });

  describe('believes of what an identity provider says', () => {
    test('a value of its own scope, whatever the case', async () => {
      assert.deepEqual(await valuesFrom(open(), uni, eppn, ['alice@Uni.Example']), ['alice@Uni.Example']);
    });

    test('no value of another one’s scope', async () => {
      assert.deepEqual(await valuesFrom(open(), college, eppn, ['alice@uni.example']), []);
    });

    test('no value without a scope, with two, or of a scope that only ends like its own', async () => {
      const hostile = [
        'alice',
        'alice@uni.example@college.example',
        'alice@college.example@uni.example',
        'alice@eviluni.example',
        '@uni.example',
      ];
      assert.deepEqual(await valuesFrom(open(), uni, eppn, hostile), []);
    });

    test('no scoped value where its metadata names no scope', async () => {
      assert.deepEqual(await valuesFrom(open(), bare, eppn, ['alice@uni.example']), []);
      assert.deepEqual(await valuesFrom(open({ entityIds: [bare.entityId] }), bare, eppn, ['alice@uni.example']), []);
    });

    test('nothing without its scope of what names a person, whatever the attribute is called', async () => {
      const bench = open({ attribute: 'libraryName' });
      assert.deepEqual(await valuesFrom(bench, college, 'libraryName', ['S-1001', 'alice@uni.example']), []);
      const friendly = await arriveFrom(bench, college, [
        { name: 'urn:x:1', friendlyName: 'libraryName', values: ['S-1001'] },
      ]);
      assert.deepEqual(friendly.type === 'asserted' && friendly.assertion.attributes, {});
    });

    test('a student number where it is listed by name', async () => {
      const bench = open({ entityIds: [uni.entityId], attribute: 'studentNumber' });
      assert.deepEqual(await valuesFrom(bench, uni, 'studentNumber', ['S-1001']), ['S-1001']);
    });

    test('no more than the profile lets through', async () => {
      const bench = open({ scopes: ['college.example'] });
      assert.deepEqual(await valuesFrom(bench, uni, eppn, ['alice@uni.example', 'alice@college.example']), []);
    });
  });

  describe('refuses', () => {
    test('an answer by another member than the one the request was sent to', async () => {
      const bench = open();
      const { requestId } = await bench.begin('attempt-1', { query: { idp: uni.entityId } });
      await bench.tryBegin('attempt-2', { query: { idp: college.entityId } });
      for (const issuer of [college.entityId, uni.entityId]) {
        const answer = college.answer(requestId, bench.clock.now(), {
          responseIssuer: issuer,
          assertionIssuer: issuer,
        });
        const { outcome } = await bench.answer(sign(responseXml(answer), 'Assertion', college.keys));
        assert.match('detail' in outcome ? outcome.detail : '', /^signature: /);
      }
    });

    test('an answer signed by the right member that says it is from another', async () => {
      const other = { responseIssuer: college.entityId, assertionIssuer: college.entityId };
      const outcome = await arriveFrom(open(), uni, [], other);
      assert.match('detail' in outcome ? outcome.detail : '', /^issuer: /);
    });

    test('an answer to no request of ours, and asks nobody about its issuer', async () => {
      const bench = open();
      const before = server.asked.length;
      const answer = uni.answer('_never-sent', bench.clock.now());
      const { outcome } = await bench.answer(sign(responseXml(answer), 'Assertion', uni.keys));
      assert.match('detail' in outcome ? outcome.detail : '', /^in-response-to: /);
      assert.equal(server.asked.length, before);
    });

    test('to be open to everybody where the match rule reads the NameID', () => {
      const federation = { mdq: server.url, signingCertificates: [federationKeys.certificate] };
      const options = { federation, match: { from: 'subject', to: 'student' }, nameIdFormat: 'urn:x' };
      assert.throws(() => samlBench(uni, { options }), { code: 'VST_CONFIG_INVALID' });
    });
  });

  test('the assertion names the member as its issuer', async () => {
    const outcome = await arriveFrom(open(), college, [{ name: eppn, values: ['bob@college.example'] }]);
    assert.equal(outcome.type === 'asserted' && outcome.assertion.issuer, college.entityId);
  });

  test('that expels a member signs nobody in from it any more', async () => {
    const expelled = testIdentityProvider('https://expelled.example/metadata');
    publish(expelled, { scopes: ['expelled.example'] });
    const bench = open({ entityIds: [expelled.entityId] });
    assert.equal((await bench.tryBegin('attempt-1')).type, 'redirect');
    server.publishEntity(expelled.entityId, undefined);
    bench.clock.advance(361 * minuteMs);
    await bench.built.upkeep?.();
    assert.match(detailOf(await bench.tryBegin('attempt-2')), /the federation knows no/);
  });

  test('reads a member anew while people come from it, though it is not listed', async () => {
    const bench = open();
    await bench.begin('attempt-1', { query: { idp: uni.entityId } });
    bench.clock.advance(361 * minuteMs);
    const before = server.asked.length;
    await bench.begin('attempt-2', { query: { idp: uni.entityId } });
    for (let look = 0; look < 50 && server.asked.length === before; look++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(server.asked.length - before, 1);
  });
});

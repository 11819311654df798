// Every file in metadata-cases/ is one hostile metadata document or answer, and its name is the case. It is refused as a
// whole or without what is hostile in it, and never takes the place of a good one that is held.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { samlBench } from '../../support/saml-bench.ts';
import { responseXml, sign, testIdentityProvider } from '../../support/saml-idp.ts';
import {
  federationKeys,
  type MetadataParts,
  type MetadataServer,
  metadataXml,
  signMetadata,
  startMetadataServer,
} from '../../support/saml-metadata.ts';
import type { HostileMetadata, MetadataStage } from './hostile-metadata.ts';

const folder = new URL('metadata-cases/', import.meta.url);
const idp = testIdentityProvider('https://idp.uni.example/metadata');
const stranger = testIdentityProvider('https://stranger.example/metadata');

function document(changes: Partial<MetadataParts> = {}): string {
  const keys = [[idp.keys.certificate, 'signing']] as const;
  return metadataXml({ entityId: idp.entityId, keys, scopes: ['uni.example'], ...changes });
}

const stage: MetadataStage = {
  idp,
  stranger,
  federation: federationKeys,
  document,
  signed: (changes) => signMetadata(document(changes)),
};

describe('Hostile SAML metadata:', () => {
  let server: MetadataServer;
  before(async () => {
    server = await startMetadataServer();
  });
  after(() => server.close());

  const open = () => {
    const options = {
      federation: {
        mdq: server.url,
        signingCertificates: [federationKeys.certificate],
        entityIds: [idp.entityId, stranger.entityId],
        refreshMinutes: 60,
      },
      match: { from: { attribute: 'eduPersonPrincipalName' }, to: 'student' },
    };
    return samlBench(idp, { options, outbound: server.outbound });
  };
  const named = { query: { idp: idp.entityId } };

  async function arrive(bench: ReturnType<typeof open>) {
    const { requestId } = await bench.begin('attempt', named);
    const answer = responseXml(idp.answer(requestId, bench.clock.now()));
    return (await bench.answer(sign(answer, 'Assertion', idp.keys))).outcome.type;
  }

  async function refuses({ published }: HostileMetadata, refused: RegExp): Promise<void> {
    server.publishEntity(idp.entityId, published(stage));
    const fresh = await open().tryBegin('attempt', named);
    assert.equal(fresh.type, 'unreachable', `ended in ${JSON.stringify(fresh)}`);
    assert.match('detail' in fresh ? fresh.detail : '', refused);

    server.publishEntity(idp.entityId, stage.signed());
    const bench = open();
    assert.equal(await arrive(bench), 'asserted');
    server.publishEntity(idp.entityId, published(stage));
    bench.clock.advance(61 * 60_000);
    const report = await bench.built.upkeep?.();
    assert.match(report?.warnings.join('\n') ?? '', refused, 'the operator is not told');
    assert.equal(await arrive(bench), 'asserted', 'what was held counts no more');
  }

  for (const file of readdirSync(folder).toSorted()) {
    test(file.replace(/\.ts$/, ''), async () => {
      const { hostile } = (await import(new URL(file, folder).href)) as { hostile: HostileMetadata };
      assert.notEqual(hostile.refused === undefined, hostile.without === undefined, 'a case is refused or taken');
      if (hostile.refused !== undefined) await refuses(hostile, hostile.refused);
      if (hostile.without === undefined) return;
      server.publishEntity(idp.entityId, hostile.published(stage));
      const bench = open();
      const begin = async () => (await bench.begin('attempt', named)).requestId;
      await hostile.without({ ...stage, bench, begin });
    });
  }
});

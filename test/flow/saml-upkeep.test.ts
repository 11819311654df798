// What the operator is told of a campus whose metadata is read by its address, on the command line.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileOf, type WrittenInstallation, writeInstallation } from '../support/installation.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import { type MetadataServer, metadataXml, startMetadataServer } from '../support/saml-metadata.ts';

/** An ending in ten days, as UTCTime. */
function soon(): string {
  const text = new Date(Date.now() + 10 * 86_400_000).toISOString();
  return `${text.slice(2, 19).replaceAll(/[-:T]/g, '')}Z`;
}

describe('A campus by the address of its metadata', () => {
  let server: MetadataServer;
  let installation: WrittenInstallation;

  before(async () => {
    server = await startMetadataServer();
    const entityId = `${server.url}/metadata`;
    const keys = [[testKeyPair('campus', 2048, soon()).certificate, 'signing']] as const;
    server.publish('/metadata', metadataXml({ entityId, keys, validUntil: undefined }));
    installation = await writeInstallation(
      {},
      {},
      fileOf([
        {
          id: 'campus',
          kind: 'saml',
          label: 'Campus',
          idp: { metadataUrl: entityId },
          match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
        },
      ]),
    );
  });
  after(async () => {
    installation?.remove();
    await server?.close();
  });

  async function run(...words: readonly string[]) {
    const command = installation.run(...words);
    return { code: await command.ended(), output: command.output() };
  }

  test('is good for `check`, which warns that nobody signs the metadata', async () => {
    const { code, output } = await run('check');
    assert.equal(code, 0);
    assert.match(output, /^Warning: demo, campus: only TLS protects the metadata/m);
  });

  test('is shown by `profile show` with what will end, once somebody went there', async () => {
    assert.match((await run('profile', 'show', 'campus')).output, /not read yet/);
    const serving = await installation.serve();
    const begun = await fetch(`${installation.url}/demo/login/campus`, { redirect: 'manual' });
    await serving.stop();
    assert.equal(begun.status, 303);
    const { output } = await run('profile', 'show', 'campus');
    assert.match(output, /Warning .*the certificate for its signatures ends in 9 days/);
    assert.match(output, /Metadata last read/);
  });
});

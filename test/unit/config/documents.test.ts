import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exampleOf } from '../../../config/example.ts';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { installationOutline, institutionOutline, type Outline } from '../../../config/schema-outline.ts';
import { errorCatalogue } from '../../../src/domain/errors.ts';
import { configDocuments } from '../../support/config-documents.ts';
import { certificate } from './certificate.ts';

describe('documents made from the schema', () => {
  for (const { name, standing, generated } of configDocuments()) {
    test(`${name} is what the schema says now (test/support/write-config-documents.ts writes it)`, () => {
      assert.equal(standing, generated);
    });
  }

  test('every key of the configuration is described', () => {
    assert.deepEqual([...undescribed(installationOutline), ...undescribed(institutionOutline)], []);
  });
});

describe('the printed examples', () => {
  const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.uni.example">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate.replaceAll(/-----.*-----/g, '')}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.uni.example/sso"/></IDPSSODescriptor></EntityDescriptor>`;
  const files: Readonly<Record<string, string>> = {
    '/x/vestibule.yaml': exampleOf('installation'),
    '/x/institution.yaml': exampleOf('institution'),
    '/x/secrets/master.key': 'a'.repeat(64),
    '/x/campus-metadata.xml': metadata,
  };

  test('have no faults', async () => {
    const result = await loadInstallation('/x/vestibule.yaml', {
      env: { VESTIBULE_DATABASE_URL: 'postgresql://x', CATALOGUE_SECRET: 'secret' },
      readFile: (path) => files[path] ?? assert.fail(`the example reads ${path}`),
    });
    assert.deepEqual(result.type === 'faults' ? result.faults.map(formatFault) : [], []);
  });

  test('explain their keys by the descriptions of the schema', () => {
    const description = installationOutline.properties?.['publicUrl']?.description ?? '';
    assert.ok(exampleOf('installation').includes(`# ${description}\npublicUrl: `));
  });
});

test('docs/errors.md has a heading for every error code, and for no other', () => {
  const path = fileURLToPath(new URL('../../../docs/errors.md', import.meta.url));
  const headings = [...readFileSync(path, 'utf8').matchAll(/^### (\S+)$/gm)].map(([, code]) => code);
  assert.equal(new Set(headings).size, headings.length);
  assert.deepEqual(new Set(headings), new Set(Object.keys(errorCatalogue)));
});

/** Keys without a description, but for the discriminating `kind` of shared lists. */
function undescribed(outline: Outline, prefix = ''): readonly string[] {
  const here = Object.entries(outline.properties ?? {}).flatMap(([name, property]) => [
    ...(property.description === undefined ? [`${prefix}${name}`] : []),
    // Alternatives of one value (`subject`, `{ attribute: … }`) are described together.
    ...(property.anyOf === undefined ? undescribed(property, `${prefix}${name}.`) : []),
  ]);
  const items =
    outline.items === undefined || outline.items.anyOf !== undefined ? [] : undescribed(outline.items, `${prefix}[].`);
  return [...here, ...items, ...(outline.oneOf ?? []).flatMap((alternative) => undescribed(alternative, prefix))];
}

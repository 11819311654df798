// The examples of the pages about OpenID Connect are taken as they stand there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { ecKey } from '../../support/client-keys.ts';

const pages = ['openid-connect', 'entra', 'google-workspace', 'okta', 'keycloak', 'apple', 'orcid'];
const env = {
  MASTER_KEY: 'a'.repeat(64),
  CAMPUS_CLIENT_SECRET: 's',
  ENTRA_CLIENT_SECRET: 's',
  GOOGLE_CLIENT_SECRET: 's',
  OKTA_CLIENT_SECRET: 's',
  ORCID_CLIENT_SECRET: 's',
};

for (const page of pages) {
  describe(`docs/methods/${page}.md`, () => {
    const manual = readFileSync(new URL(`../../../docs/methods/${page}.md`, import.meta.url), 'utf8');
    const blocks = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');

    test('has an example', () => assert.ok(blocks.length > 0));

    for (const [index, block] of blocks.entries()) {
      test(`has a profile without faults, example ${index + 1}`, async () => {
        const files: Readonly<Record<string, string>> = {
          '/x/vestibule.yaml': JSON.stringify({
            publicUrl: 'https://login.library.example',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
            masterKey: '${env:MASTER_KEY}',
            institutions: ['library.yaml'],
          }),
          '/x/library.yaml': JSON.stringify({
            slug: 'library',
            code: 'LIB',
            name: 'Library',
            ...(parse(block) as object),
          }),
        };
        const readFile = (path: string) =>
          files[path] ?? (path.startsWith('/x/secrets/') ? ecKey() : assert.fail(path));
        const result = await loadInstallation('/x/vestibule.yaml', { env, readFile });
        assert.deepEqual(result.type === 'faults' ? result.faults.map(formatFault) : [], []);
      });
    }

    test('has links that lead somewhere', () => {
      for (const [, target = ''] of manual.matchAll(/\]\((?!https?:)([\w-]+\.md)/g)) {
        readFileSync(new URL(`../../../docs/methods/${target}`, import.meta.url));
      }
    });
  });
}

// The examples of docs/methods/email.md are taken as they stand there, and it names what there is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { letterValues } from '../../../src/domain/letter.ts';

const manual = readFileSync(new URL('../../../docs/methods/email.md', import.meta.url), 'utf8');
const blocks = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, text]) => parse(text ?? '') as { readonly mail?: { readonly engine?: string } },
);
const outbox = { mail: { engine: 'outbox', from: 'library@library.example' } };
const email = { loginProfiles: [{ id: 'email', kind: 'email-link', label: 'Email' }] };

describe('docs/methods/email.md', () => {
  test('has examples', () => assert.equal(blocks.length, 4));

  for (const [index, block] of blocks.entries()) {
    test(`has files without faults, example ${index + 1}`, async () => {
      const isInstallation = block.mail?.engine !== undefined;
      const isOutbox = !isInstallation || block.mail?.engine === 'outbox';
      const files: Readonly<Record<string, string>> = {
        '/x/vestibule.yaml': JSON.stringify({
          publicUrl: isOutbox ? 'http://localhost:8080' : 'https://login.library.example',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
          masterKey: '${env:MASTER_KEY}',
          institutions: ['library.yaml'],
          ...(isInstallation ? block : outbox),
        }),
        '/x/library.yaml': JSON.stringify({
          slug: 'library',
          code: 'LIB',
          name: 'Library',
          ...email,
          ...(isInstallation ? {} : block),
        }),
      };
      const env = { MASTER_KEY: 'a'.repeat(64), MAIL_PASSWORD: 'x' };
      const readFile = (path: string) => files[path] ?? assert.fail(path);
      const result = await loadInstallation('/x/vestibule.yaml', { env, readFile });
      assert.deepEqual(result.type === 'faults' ? result.faults.map(formatFault) : [], []);
    });
  }

  for (const [kind, values] of Object.entries(letterValues)) {
    test(`names the places of the letter ${kind}`, () => {
      const row = new RegExp(`^\\| \`${kind}\` \\|(.*)$`, 'm').exec(manual)?.[1]?.split(';')[0] ?? '';
      const named = [...row.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      assert.deepEqual(
        named.toSorted((a, b) => String(a).localeCompare(String(b))),
        values.toSorted((a, b) => a.localeCompare(b)),
      );
    });
  }
});

// The examples of docs/methods/saml.md are taken as they stand there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';

type Block = Readonly<Record<string, unknown>>;

const manual = readFileSync(new URL('../../../docs/methods/saml.md', import.meta.url), 'utf8');
const blocks = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => parse(text ?? '') as Block);
const present = testKeyPair('login.library.example');
const next = testKeyPair('login.library.example, next');
const files: Readonly<Record<string, string>> = {
  '/x/secrets/saml.key': present.key,
  '/x/saml.crt': present.certificate,
  '/x/secrets/saml-new.key': next.key,
  '/x/saml-new.crt': next.certificate,
  '/x/saml-next.crt': next.certificate,
  '/x/campus-metadata-signer.crt': next.certificate,
  '/x/federation.crt': next.certificate,
};

async function faultsOf(institution: Block): Promise<readonly string[]> {
  const all: Readonly<Record<string, string>> = {
    ...files,
    '/x/vestibule.yaml': stringify({
      publicUrl: 'https://login.library.example',
      masterKey: '${env:KEY}',
      institutions: ['library.yaml'],
    }),
    '/x/library.yaml': stringify({ slug: 'library', code: 'LIB', name: 'Library', ...institution }),
  };
  const result = await loadInstallation('/x/vestibule.yaml', {
    env: { KEY: 'a'.repeat(64) },
    readFile: (path) => all[path] ?? assert.fail(`the example reads ${path}`),
  });
  return result.type === 'faults' ? result.faults.map(formatFault) : [];
}

describe('docs/methods/saml.md', () => {
  const whole = blocks.filter((block) => 'loginProfiles' in block);
  const parts = blocks.filter((block) => !('loginProfiles' in block));

  test('has a profile of one identity provider and one of a federation', () => {
    const [one, federation] = whole.map(({ loginProfiles }) => (loginProfiles as readonly Block[])[0] ?? {});
    assert.ok(one?.['idp'] !== undefined && federation?.['federation'] !== undefined);
    assert.deepEqual([whole.length, parts.length], [2, 4]);
  });

  for (const [index, block] of whole.entries()) {
    test(`profile ${index + 1} has no faults, with any of the parts in it that fit`, async () => {
      const [profile = {}] = block['loginProfiles'] as readonly Block[];
      const fitting = parts.filter((part) => !('federation' in part) || 'federation' in profile);
      assert.ok(fitting.length >= 3);
      for (const part of [{}, ...fitting]) {
        assert.deepEqual(await faultsOf({ ...block, loginProfiles: [{ ...profile, ...part }] }), []);
      }
    });
  }

  test('is right that a former key that is not its certificate’s is refused', async () => {
    const [first = {}] = whole;
    const [profile = {}] = first['loginProfiles'] as readonly Block[];
    const decryption = {
      key: '${file:secrets/saml-new.key}',
      certificate: '${file:saml-new.crt}',
      former: { key: '${file:secrets/saml-new.key}', certificate: '${file:saml.crt}' },
    };
    const faults = await faultsOf({ ...first, loginProfiles: [{ ...profile, decryption }] });
    assert.match(faults.join('\n'), /former/);
    assert.equal(faults.length, 1);
  });

  test('leads to pages that are there', () => {
    for (const [, target] of manual.matchAll(/\]\((\.\.\/[^)#]+)/g)) {
      assert.ok(readFileSync(new URL(`../../../docs/methods/${target}`, import.meta.url), 'utf8'));
    }
  });
});

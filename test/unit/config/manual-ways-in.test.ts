// The pages about every way in: their examples are held to `vestibule check` as they stand there, and their links lead on.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';

const docs = new URL('../../../docs/', import.meta.url);
const read = (page: string) => readFileSync(new URL(page, docs), 'utf8');
const reference = (text: string) => `$\{${text}}`;
const env = {
  MASTER_KEY: 'a'.repeat(64),
  CAMPUS_CLIENT_SECRET: 's',
  GOOGLE_SECRET: 's',
  GOOGLE_CLIENT_SECRET: 's',
};
/** Chosen where an example speaks of types or profiles that its page takes for granted. */
const givenTypes = [
  { code: 'STUDENT_NUMBER', label: 'Student number' },
  { code: 'BARCODE', label: 'Library card' },
];

function blocksOf(page: string): readonly Readonly<Record<string, unknown>>[] {
  return [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => parse(text));
}

async function faultsOf(block: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const files: Readonly<Record<string, string>> = {
    '/x/vestibule.yaml': stringify({
      publicUrl: 'https://login.library.example',
      masterKey: reference('env:MASTER_KEY'),
      institutions: ['library.yaml'],
      mail: { engine: 'smtp', host: 'mail.library.example', from: 'desk@library.example' },
    }),
    '/x/library.yaml': stringify({
      slug: 'library',
      code: 'LIB',
      name: 'Library',
      identifierTypes: givenTypes,
      ...block,
    }),
    '/x/secrets/ldap-password': 's',
  };
  const readFile = (path: string) => files[path] ?? assert.fail(`the example reads ${path}`);
  const result = await loadInstallation('/x/vestibule.yaml', { env, readFile });
  return result.type === 'faults' ? result.faults.map(formatFault) : [];
}

for (const page of [
  'choosing.md',
  'invitations.md',
  'self-registration.md',
  'update-on-login.md',
  'methods/password.md',
]) {
  const profiles = blocksOf(page).filter((block) => 'loginProfiles' in block);
  describe(`docs/${page}`, () => {
    test('has an example', () => assert.ok(profiles.length > 0));
    for (const [index, block] of profiles.entries()) {
      test(`has profiles without faults, example ${index + 1}`, async () => {
        assert.deepEqual(await faultsOf(block), []);
      });
    }
  });
}

test('every page of a method stands in the map of login-methods.md', () => {
  const map = read('login-methods.md');
  for (const page of readdirSync(new URL('methods/', docs))) assert.ok(map.includes(`](methods/${page})`), page);
});

test('links between pages lead to pages, and to headings that are there', () => {
  const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const lost: string[] = [];
  for (const page of pages) {
    for (const [, target = '', heading] of read(page).matchAll(/\]\((?!https?:)([\w./-]*\.md)(?:#([\w-]+))?\)/g)) {
      const url = new URL(target, new URL(page, docs));
      if (!existsSync(url)) lost.push(`${page}: ${target}`);
      else if (heading !== undefined && !anchorsOf(readFileSync(url, 'utf8')).includes(heading)) {
        lost.push(`${page}: ${target}#${heading}`);
      }
    }
  }
  assert.deepEqual(lost, []);
});

function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

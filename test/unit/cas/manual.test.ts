// The examples of docs/methods/cas.md are taken as they stand there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { casBench } from '../../support/cas-bench.ts';

const manual = readFileSync(new URL('../../../docs/methods/cas.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...manual.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text ?? '');

describe('docs/methods/cas.md', () => {
  for (const [index, block] of blocks('yaml').entries()) {
    test(`has a profile without faults, example ${index + 1}`, async () => {
      const library = { slug: 'library', code: 'LIB', name: 'Library', ...(parse(block) as object) };
      const files: Readonly<Record<string, string>> = {
        '/x/vestibule.yaml': JSON.stringify({
          publicUrl: 'https://login.library.example',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
          masterKey: '${env:MASTER_KEY}',
          institutions: ['library.yaml'],
        }),
        '/x/library.yaml': JSON.stringify(library),
      };
      const env = { MASTER_KEY: 'a'.repeat(64) };
      const readFile = (path: string) => files[path] ?? assert.fail(path);
      const result = await loadInstallation('/x/vestibule.yaml', { env, readFile });
      assert.deepEqual(result.type === 'faults' ? result.faults.map(formatFault) : [], []);
    });
  }

  test('has the pattern that a profile tells, twice, and it takes the service of an attempt', async () => {
    const { facts } = await casBench().built.registration();
    const pattern = facts.find(({ label }) => label === 'Service URL as a pattern')?.value ?? assert.fail();
    assert.ok(manual.includes(`\`${pattern}\``));
    const [registered] = blocks('json').map((block) => JSON.parse(block) as { serviceId: string });
    assert.equal(registered?.serviceId, pattern);
    assert.match((await casBench().begin()).service.href, new RegExp(pattern));
  });
});

// The examples of docs/methods/google.md, facebook.md and x.md are taken as they stand there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import type { LoginProfile } from '../../../config/schema.ts';
import { strategyDeps } from '../../support/oidc-strategy-run.ts';
import { buildSocial, socialKinds } from '../../support/social-run.ts';

const env = { MASTER_KEY: 'a'.repeat(64), GOOGLE_CLIENT_SECRET: 's', FACEBOOK_APP_SECRET: 's', X_CLIENT_SECRET: 's' };

async function load(example: string) {
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
      ...(parse(example) as object),
    }),
  };
  const readFile = (path: string) => files[path] ?? assert.fail(path);
  return loadInstallation('/x/vestibule.yaml', { env, readFile });
}

for (const kind of socialKinds) {
  const manual = readFileSync(new URL(`../../../docs/methods/${kind}.md`, import.meta.url), 'utf8');
  const [example = ''] = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');

  describe(`docs/methods/${kind}.md`, () => {
    test('has a profile of its kind without faults', async () => {
      const result = await load(example);
      assert.deepEqual(result.type === 'faults' ? result.faults.map(formatFault) : [], []);
      const { loginProfiles } = parse(example) as { loginProfiles: readonly { readonly kind: string }[] };
      assert.deepEqual(
        loginProfiles.map((profile) => profile.kind),
        [kind],
      );
    });

    test('names the values to register as the page of the profile has them', async () => {
      const { loginProfiles } = parse(example) as { loginProfiles: readonly Partial<LoginProfile>[] };
      const callback = `https://login.library.example/library/login/${kind}/callback`;
      const { deps } = strategyDeps({ clientSecret: 's' });
      const built = buildSocial(kind, loginProfiles[0] ?? {}, { ...deps, urls: { ...deps.urls, callback } });
      const { facts } = await built.registration();
      const redirect = facts.find(({ value }) => value === callback) ?? assert.fail('no redirect URI');
      assert.ok(manual.includes(`\`${callback}\``));
      assert.ok(manual.toLowerCase().includes(redirect.label.toLowerCase()), redirect.label);
    });
  });
}

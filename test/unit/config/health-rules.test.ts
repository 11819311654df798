// What `vestibule check` says of the fallback by redirect profiles, and of figures; and that the manual's examples pass.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatPath } from '../../../config/faults.ts';
import { checkInstallation, checkInstitution } from '../../../config/rules.ts';
import { institution } from '../../../config/schema.ts';
import { viewInstallation, viewInstitution } from '../../../config/view.ts';
import { warningsOf } from '../../../config/warnings.ts';

const cas = {
  id: 'campus',
  kind: 'cas',
  label: 'Campus',
  server: 'https://cas.uni.example/cas',
  match: { from: 'subject', to: 'primary' },
};
const library = { id: 'library', kind: 'password', label: 'Library', match: { from: 'subject', to: 'any' } };

function institutionFaults(more: object): readonly string[] {
  const data = { slug: 'library', code: 'LIB', name: 'Library', loginProfiles: [cas, library], ...more };
  return checkInstitution(viewInstitution(data)).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

function installationFaults(metrics: object): readonly string[] {
  const data = { publicUrl: 'https://login.lib.example', listen: { port: 8080 }, metrics };
  return checkInstallation(viewInstallation(data)).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

describe('fallback.unreachableProfiles', () => {
  const fallback = (unreachableProfiles: readonly string[], whenUnreachable = true) =>
    institutionFaults({ fallback: { whenUnreachable, unreachableProfiles } });

  test('takes redirect profiles there are', () => {
    assert.deepEqual(fallback(['campus']), []);
  });

  test('says what is wrong with others', () => {
    assert.match(fallback(['campos']).join(), /unreachableProfiles\[0\] — there is no login profile "campos"/);
    assert.match(fallback(['library']).join(), /"library" asks for a password itself/);
    assert.match(fallback(['campus'], false).join(), /set "whenUnreachable: true", or name none/);
  });
});

test('whenUnreachable that nothing can open is told as a warning', () => {
  const warnings = (fallback: object, more: readonly object[] = []) =>
    warningsOf(
      institution.parse({ slug: 'l', code: 'L', name: 'L', loginProfiles: [cas, library, ...more], fallback }),
      0,
    );
  assert.match(warnings({ whenUnreachable: true }).join(), /opens nothing/);
  assert.deepEqual(warnings({ whenUnreachable: true, unreachableProfiles: ['campus'] }), []);
  const { server: _, ...common } = cas;
  const paia = { ...common, id: 'system', kind: 'paia', authUrl: 'https://lib.example/paia' };
  assert.deepEqual(warnings({ whenUnreachable: true }, [paia]), []);
});

describe('metrics', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  const token = '${env:TOKEN}';

  test('may be read on this machine by everybody, elsewhere by those who are named or have the token', () => {
    assert.deepEqual(installationFaults({}), []);
    assert.match(installationFaults({ listen: { host: '0.0.0.0' } }).join(), /set "token", or name those/);
    assert.deepEqual(installationFaults({ listen: { host: '0.0.0.0' }, token }), []);
    assert.deepEqual(installationFaults({ listen: { host: '10.0.0.1' }, networks: ['10.0.0.0/8'] }), []);
  });

  test('need a port of their own and networks that are networks', () => {
    assert.match(installationFaults({ listen: { port: 8080 } }).join(), /take another port/);
    assert.match(installationFaults({ networks: ['prometheus'] }).join(), /found "prometheus", expected an address/);
  });
});

for (const page of ['ldap', 'password']) {
  describe(`docs/methods/${page}.md`, () => {
    const text = readFileSync(new URL(`../../../docs/methods/${page}.md`, import.meta.url), 'utf8');
    const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => parse(block ?? '') as object);

    test('has a profile that is accepted as it stands, and every example fits into it', () => {
      const [first] = blocks as { loginProfiles?: readonly object[] }[];
      const [profile = {}] = first?.loginProfiles ?? [];
      const others = page === 'password' ? [cas] : [];
      for (const block of blocks) {
        const own = 'loginProfiles' in block || 'fallback' in block ? block : {};
        const changed = own === block ? {} : block;
        const loginProfiles = [...others, { ...profile, ...changed }];
        assert.deepEqual(institutionFaults({ ...first, ...own, loginProfiles }), [], JSON.stringify(block));
      }
      assert.ok(blocks.length >= 2);
    });
  });
}

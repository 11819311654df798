// What `vestibule check` says of a profile of social login.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { identifierPresets } from '../../../config/identifier-presets.ts';
import { manualTables } from '../../../config/manual-table.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { loginProfile } from '../../../config/schema.ts';
import { institutionOutline, knownKeys, texts } from '../../../config/schema-outline.ts';
import { viewInstitution } from '../../../config/view.ts';
import { facebookIssuer } from '../../../strategies/facebook/options.ts';
import { googleIssuer } from '../../../strategies/google/options.ts';
import { xIssuer } from '../../../strategies/x/options.ts';
import { socialKinds } from '../../support/social-run.ts';

type Data = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const clientSecret = '${env:S}';
const subjectTo = (to: unknown): Data => ({ from: 'subject', to });

const profile = (kind: string, match: Data = subjectTo(kind.toUpperCase()), more: Data = {}): Data => ({
  kind,
  id: kind,
  label: kind,
  clientId: '123456',
  clientSecret,
  match,
  ...more,
});

const types: readonly Data[] = [
  { code: 'GOOGLE', preset: 'google' },
  { code: 'FACEBOOK', preset: 'facebook' },
  { code: 'FACEBOOK_2', preset: 'facebook' },
  { code: 'X', preset: 'x' },
  { code: 'EMAIL', label: 'Email' },
  { code: 'STUDENT_NO', label: 'Student number' },
];

function faults(...loginProfiles: readonly Data[]): readonly string[] {
  const data = { slug: 'library', code: 'LIB', name: 'Library', identifierTypes: types, loginProfiles };
  return checkInstitution(viewInstitution(data)).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

describe('a profile of social login', () => {
  test('matches the type that its preset makes', () => {
    assert.deepEqual(faults(...socialKinds.map((kind) => profile(kind))), []);
  });

  test('has the issuer that its preset is bound to', () => {
    const { google, facebook, x } = identifierPresets;
    assert.deepEqual([google.issuer, facebook.issuer, x.issuer], [googleIssuer, facebookIssuer, xIssuer]);
  });

  for (const kind of socialKinds) {
    for (const from of ['verified-email', { attribute: 'email' }, { attribute: 'name' }]) {
      test(`${kind}: may not match ${JSON.stringify(from)}`, () => {
        const [first, ...others] = faults(profile(kind, { from, to: kind.toUpperCase() }));
        assert.match(first ?? '', /^loginProfiles\[0\]\.match\.from — expected subject/);
        assert.deepEqual(others, []);
      });
    }

    for (const to of ['EMAIL', 'primary', 'any', ['STUDENT_NO', kind.toUpperCase()]]) {
      test(`${kind}: may not match ${JSON.stringify(to)}, which no issuer is bound to`, () => {
        const found = faults(profile(kind, subjectTo(to)));
        assert.equal(found.length, 1, found.join('\n'));
        assert.match(found[0] ?? '', /^loginProfiles\[0\]\.match\.to — this value means something to its issuer only/);
      });
    }

    test(`${kind}: may not match the type of another provider`, () => {
      const other = kind === 'x' ? 'GOOGLE' : 'X';
      const found = faults(profile(kind, subjectTo(other)));
      assert.match(found.join('\n'), /is bound to the issuer https:/);
    });

    test(`${kind}: may not change the id before it is compared`, () => {
      const found = faults(profile(kind, { ...subjectTo(kind.toUpperCase()), transform: [{ pattern: '(.{9}).*' }] }));
      assert.match(
        found.join('\n'),
        /^loginProfiles\[0\]\.match\.transform — an id of a provider is compared as it is/,
      );
    });
  }

  test('Google: staff and patrons may come by two profiles with the same type', () => {
    const staff = profile('google', subjectTo('GOOGLE'), { id: 'staff', recordTypes: ['staff'], clientId: '9' });
    assert.deepEqual(faults(profile('google'), staff), []);
  });

  test('Facebook: two apps may not share a type, and each may have its own', () => {
    const second = (to: string) => profile('facebook', subjectTo(to), { id: 'second', clientId: '654321' });
    assert.match(
      faults(profile('facebook'), second('FACEBOOK')).join('\n'),
      /^loginProfiles\[1\]\.match\.to — "facebook" and "second" are two Facebook apps/,
    );
    assert.deepEqual(faults(profile('facebook'), second('FACEBOOK_2')), []);
  });

  test('Facebook: one app may have two profiles', () => {
    assert.deepEqual(faults(profile('facebook'), profile('facebook', undefined, { id: 'staff' })), []);
  });
});

describe('twitter, the other name of X', () => {
  const written = profile('twitter', subjectTo('X'));

  test('is the same kind', () => {
    assert.deepEqual(loginProfile.parse(written), { ...loginProfile.parse({ ...written, kind: 'x' }) });
    assert.deepEqual(faults(written), []);
  });

  test('is held to the same rules', () => {
    assert.match(faults(profile('twitter', subjectTo('EMAIL'))).join('\n'), /"EMAIL" is bound to none/);
  });

  test('has the same keys and references, and those of no other kind', () => {
    const data = { loginProfiles: [written] };
    const keys = knownKeys(institutionOutline, data, ['loginProfiles', 0]);
    assert.ok(keys.includes('reauthentication') && !keys.includes('graphVersion') && !keys.includes('hostedDomain'));
    const foreign = { loginProfiles: [{ kind: 'password', id: 'library' }] };
    assert.equal(knownKeys(institutionOutline, foreign, ['loginProfiles', 0]).includes('reauthentication'), false);
    const secret = [...texts(institutionOutline, data)].find(({ text }) => text === clientSecret);
    assert.equal(secret?.reference, 'secret');
  });

  test('stands in the manual beside the first', () => {
    assert.match(manualTables(), /A login profile of kind `x` or `twitter`/);
  });
});

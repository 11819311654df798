// What `vestibule check` says of profiles whose password lives at another library system.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatPath } from '../../../config/faults.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { loginProfile } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';
import { profiles } from '../../support/library-system-run.ts';

const url = 'https://lib.example';
const types = [
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'KOHA', label: 'Koha', uniqueness: 'type', issuer: url },
  { code: 'OTHER', label: 'Other', uniqueness: 'type', issuer: 'https://other.example' },
];

function faults(profile: object, more: object = {}): readonly string[] {
  const data = {
    slug: 'library',
    code: 'LIB',
    name: 'Library',
    identifierTypes: types,
    loginProfiles: [profile],
    ...more,
  };
  return checkInstitution(viewInstitution(data)).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

type Case = readonly [name: string, profile: object, more: object, expected: RegExp | undefined];
const to = (type: string) => ({ match: { from: 'subject', to: type } });
const from = (attribute: string) => ({ match: { from: { attribute }, to: 'BARCODE' } });

const cases: readonly Case[] = [
  ['Alma passes', profiles.alma(url), {}, undefined],
  ['Koha passes', profiles.koha(url), {}, undefined],
  ['PAIA passes', profiles.paia(url), {}, undefined],
  ['SIP2 passes', profiles.sip2(6001), {}, undefined],
  ['a type bound to the system passes', profiles.koha(url, { subject: 'patron_id', ...to('KOHA') }), {}, undefined],
  [
    'a type bound to another system does not',
    profiles.koha(url, to('OTHER')),
    {},
    /bound to the issuer https:\/\/other/,
  ],
  [
    'a name given to the system is its issuer',
    profiles.koha(url, { system: 'https://other.example', ...to('OTHER') }),
    {},
    undefined,
  ],
  [
    'a row number of Koha means nothing elsewhere',
    profiles.koha(url, { subject: 'patron_id' }),
    {},
    /means something to its issuer only/,
  ],
  ['nor as an attribute', profiles.koha(url, from('patron_id')), {}, /means something to its issuer only/],
  ['a fallback may rest on any of them', profiles.paia(url), { fallback: { whenUnreachable: true } }, undefined],
  [
    'a kept password does not outlive a refusal',
    profiles.alma(url, { keepPassword: true }),
    { fallback: { whenRefused: true } },
    /keepPassword — with fallback.whenRefused/,
  ],
  [
    'a kept password may stand in for a system that is away',
    profiles.alma(url, { keepPassword: true }),
    { fallback: { whenUnreachable: true } },
    undefined,
  ],
  [
    'passwords go in clear to near servers only',
    profiles.sip2(6001, { host: 'sip.lib.example' }),
    {},
    /host — plainText sends passwords in clear/,
  ],
  ['and to private addresses where the profile says so', profiles.sip2(6001, { host: '10.1.2.3' }), {}, undefined],
  [
    'an attribute SIP2 does not tell',
    profiles.sip2(6001, from('number')),
    {},
    /"number" is not told: expected one of patron, flags, name/,
  ],
  [
    'an attribute SIP2 is said to tell',
    profiles.sip2(6001, { attributes: { number: 'PZ' }, ...from('number') }),
    {},
    undefined,
  ],
  ['an attribute of a Koha record that is not read', profiles.koha(url, from('library')), {}, /"library" is not told/],
  ['and of one that is', profiles.koha(url, { readPatron: true, ...from('library') }), {}, undefined],
  ['an attribute of PAIA core without its address', profiles.paia(url, from('group')), {}, /"group" is not told/],
  [
    'an email address that nobody verified',
    profiles.alma(url, from('email')),
    {},
    /email address that nobody verified/,
  ],
  ['a certificate that is none', profiles.sip2(6001, { ca: 'nonsense' }), {}, /ca — expected a certificate in PEM/],
];

describe('a profile of a library system', () => {
  for (const [name, profile, more, expected] of cases) {
    test(name, () => {
      const found = faults(profile, more);
      if (expected === undefined) assert.deepEqual(found, []);
      else {
        assert.equal(found.length, 1, found.join('\n'));
        assert.match(found[0] ?? '', expected);
      }
    });
  }

  test('takes secrets by reference only, and addresses with TLS and without secrets only', () => {
    const wrong = [
      profiles.alma(url, { apiKey: 'l8xx-the-key-itself' }),
      profiles.alma('http://lib.example'),
      profiles.koha('https://api:secret@lib.example'),
      profiles.paia('https://lib.example?x=y'),
      profiles.koha(url, { account: { type: 'basic', username: 'a:b', password: '${env:X}' } }),
      profiles.sip2(6001, { institutionId: 'LIB|AA1' }),
      profiles.sip2(6001, { login: { user: 'a\rb', password: '${env:X}' } }),
      profiles.sip2(6001, { keepPasswords: true }),
    ];
    for (const profile of wrong) assert.equal(loginProfile.safeParse(profile).success, false, JSON.stringify(profile));
  });
});

describe('docs/methods/library-system.md', () => {
  const page = readFileSync(new URL('../../../docs/methods/library-system.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => parse(text ?? '') as object);
  const written = blocks.flatMap((block) =>
    'loginProfiles' in block ? [block.loginProfiles as [{ kind: string }]] : [],
  );

  test('has a profile of each kind that is accepted as it stands', () => {
    assert.deepEqual(
      written.map(([{ kind }]) => kind),
      ['alma', 'koha', 'paia', 'sip2'],
    );
    for (const [profile] of written) assert.deepEqual(faults(profile, { ...blocks[0] }), []);
  });
});

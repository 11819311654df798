import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { readMasterKey } from '../../../src/keys/master-key.ts';
import { certificate } from './certificate.ts';

const files = fileURLToPath(new URL('files', import.meta.url));
const masterKey = 'a'.repeat(64);
const main = [
  'publicUrl: https://login.library.example',
  'masterKey: ${env:MASTER_KEY}',
  'institutions: [library.yaml]',
  '',
];
const library = [
  'slug: library',
  'code: LIB',
  'name: Library',
  'loginProfiles:',
  '  - { kind: password, id: password, label: Password, match: { from: subject, to: any } }',
  '',
];

/** Loads files that stand in memory under /etc/vestibule. */
async function load(texts: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const all: Readonly<Record<string, string>> = {
    'vestibule.yaml': main.join('\n'),
    'library.yaml': library.join('\n'),
    ...texts,
  };
  return loadInstallation('/etc/vestibule/vestibule.yaml', {
    env: { MASTER_KEY: masterKey, ...env },
    readMasterKey,
    readFile(path) {
      const text = all[path.replace('/etc/vestibule/', '')];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  });
}

async function faultsOf(texts: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>) {
  const result = await load(texts, env);
  assert.equal(result.type, 'faults');
  return result.type === 'faults'
    ? result.faults.map((fault) => formatFault(fault).replaceAll('/etc/vestibule/', ''))
    : [];
}

describe('loading an installation', () => {
  test('tells five faults of two files at once, each with its line', async () => {
    const path = join(files, 'five-faults', 'vestibule.yaml');
    const result = await loadInstallation(path, {
      env: { MASTER_KEY: masterKey },
      readFile: (file) => readFileSync(file, 'utf8'),
    });
    assert.deepEqual(
      result.type === 'faults' &&
        result.faults.map((fault) => formatFault(fault).replace(join(files, 'five-faults/'), '')),
      [
        'vestibule.yaml:3:1 workres — unknown key "workres" (did you mean "workers"?)',
        'library.yaml:3:7 code — found a number, expected a text (write it in quotes)',
        'library.yaml:14:19 loginProfiles[0].clientSecret — the environment variable CAMPUS_SECRET is not set',
        'library.yaml:17:11 loginProfiles[0].match.to — there is no identifier type "studnet" (did you mean "student"?)',
        'library.yaml:18:5 loginProfiles[1].id — "id" is missing: expected a text',
      ],
    );
  });

  test('gives the configuration with its defaults, absolute paths and every file read', async () => {
    const result = await load({});
    assert.equal(result.type, 'loaded');
    if (result.type !== 'loaded') return;
    assert.equal(result.installation.dataDirectory, '/etc/vestibule/data');
    assert.deepEqual(result.installation.institutions, ['/etc/vestibule/library.yaml']);
    assert.equal(result.institutions[0]?.session.idleMinutes, 60);
    assert.deepEqual(result.files, ['/etc/vestibule/vestibule.yaml', '/etc/vestibule/library.yaml']);
  });

  test('keeps a secret a reference, with the path made absolute', async () => {
    const result = await load({
      'vestibule.yaml': main.join('\n').replace('${env:MASTER_KEY}', '${file:keys/master}'),
      'keys/master': `${masterKey}\n`,
    });
    assert.equal(result.type === 'loaded' && result.installation.masterKey, '${file:/etc/vestibule/keys/master}');
    assert.ok(result.files.includes('/etc/vestibule/keys/master'));
  });

  test('puts the text of a file in the place of its reference where the text is no secret', async () => {
    const profile = (text: string) => ({
      'inst/library.yaml': [
        ...library.slice(0, 4),
        '  - kind: ldap',
        '    id: ldap',
        '    label: LDAP',
        '    match: { from: { attribute: uid }, to: primary }',
        '    directory: campus',
        `    servers: [{ url: 'ldaps://ldap.example', ca: '${text}' }]`,
        "    bind: { type: direct, dn: 'uid={name},dc=example' }",
      ].join('\n'),
      'inst/ca.pem': certificate,
      'vestibule.yaml': main.join('\n').replace('library.yaml', 'inst/library.yaml'),
    });
    const result = await load(profile('${file:ca.pem}'));
    assert.equal(result.type, 'loaded');
    const [ldap] = result.type === 'loaded' ? (result.institutions[0]?.loginProfiles ?? []) : [];
    assert.equal(ldap?.kind === 'ldap' && ldap.servers[0]?.ca, certificate.trimEnd());
    assert.deepEqual(await faultsOf(profile('${file:other.pem}')), [
      'inst/library.yaml:10:50 loginProfiles[0].servers[0].ca — there is no file inst/other.pem',
    ]);
  });

  test('gives another fingerprint when a file that was read changes', async () => {
    const before = await load({});
    const after = await load({ 'library.yaml': library.join('\n').replace('Library', 'The library') });
    assert.equal(before.type === 'loaded' && after.type === 'loaded' && before.fingerprint !== after.fingerprint, true);
  });

  test('never shows what stands in the place of a reference', async () => {
    const [fault = ''] = await faultsOf({
      'vestibule.yaml': main.join('\n').replace('${env:MASTER_KEY}', 'hunter2hunter2'),
    });
    assert.match(fault, /^vestibule\.yaml:2:12 masterKey — expected a reference, \$\{env:NAME\}/);
    assert.doesNotMatch(fault, /hunter2/);
  });

  const secrets: readonly (readonly [string, string, Readonly<Record<string, string>>, string])[] = [
    ['a variable that is not set', '${env:OTHER}', {}, 'the environment variable OTHER is not set'],
    ['a variable that is empty', '${env:OTHER}', { OTHER: '' }, 'the environment variable OTHER is empty'],
    ['a file that is not there', '${file:none}', {}, 'there is no file none'],
    ['a file that is empty', '${file:empty}', {}, 'the file empty is empty'],
    [
      'a master key that is too short',
      '${env:OTHER}',
      { OTHER: 'abcd' },
      'The master key has 2 bytes; at least 32 are needed. Make one with: openssl rand -base64 32',
    ],
  ];
  for (const [name, reference, env, message] of secrets) {
    test(`refuses ${name}`, async () => {
      const texts = { 'vestibule.yaml': main.join('\n').replace('${env:MASTER_KEY}', reference), empty: '\n' };
      assert.deepEqual(await faultsOf(texts, env), [`vestibule.yaml:2:12 masterKey — ${message}`]);
    });
  }

  test('refuses a reference where the value itself is expected', async () => {
    const texts = { 'library.yaml': library.join('\n').replace('code: LIB', 'code: "${env:CODE}"') };
    assert.match((await faultsOf(texts))[0] ?? '', /library\.yaml:2:7 code — \$\{env:CODE\} is not resolved here/);
  });

  test('points at the entry of an institution file that is not there', async () => {
    const texts = { 'vestibule.yaml': main.join('\n').replace('[library.yaml]', '[library.yaml, other.yaml]') };
    assert.deepEqual(await faultsOf(texts), ['vestibule.yaml:3:30 institutions[1] — there is no file other.yaml']);
  });

  test('refuses one institution file twice, however it is written', async () => {
    const texts = { 'vestibule.yaml': main.join('\n').replace('[library.yaml]', '[library.yaml, ./library.yaml]') };
    assert.match((await faultsOf(texts))[0] ?? '', /institutions\[1\] — a second institution file "library\.yaml"/);
  });

  test('refuses one slug and one code for two institutions', async () => {
    const texts = {
      'vestibule.yaml': main.join('\n').replace('[library.yaml]', '[library.yaml, other.yaml]'),
      'other.yaml': library.join('\n'),
    };
    assert.deepEqual(await faultsOf(texts), [
      'other.yaml:1:7 slug — library.yaml has the slug "library" already',
      'other.yaml:2:7 code — library.yaml has the code "LIB" already',
    ]);
  });

  test('says that the installation file is not there', async () => {
    const sources = {
      env: {},
      readFile(): never {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      },
    };
    const result = await loadInstallation('none.yaml', sources);
    assert.deepEqual(result.type === 'faults' && result.faults.map(formatFault), [
      'none.yaml:1:1 — there is no file none.yaml',
    ]);
  });
});

describe('reading YAML', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a key that stands twice', 'slug: a\nslug: b\n', /^library\.yaml:2:1 — this key stands here twice/m],
    ['a text that is not closed', 'slug: "a\n', /^library\.yaml:\d:\d — not valid YAML/],
    ['a second document', 'slug: a\n---\nslug: b\n', /a second document/],
    ['a tag', 'slug: !secret a\n', /library\.yaml:1:7 — Unresolved tag: !secret/],
    ['an alias that holds itself', 'help: &a\n  text: *a\n', /aliases \(\*name\) that repeat without end/],
    [
      'aliases that multiply',
      `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nc: &c [${'*b,'.repeat(20)}]\nd: [${'*c,'.repeat(20)}]\n`,
      /aliases \(\*name\) that repeat without end/,
    ],
    ['an empty file', '', /found nothing|nothing stands here|missing/],
    ['ten thousand brackets', '['.repeat(10_000), /not valid YAML|cannot|not YAML/],
  ];
  for (const [name, text, message] of cases) {
    test(`refuses ${name}`, async () => {
      assert.match((await faultsOf({ 'library.yaml': text })).join('\n'), message);
    });
  }

  test('reads yes, no and on as the words they are', async () => {
    const result = await load({ 'library.yaml': library.join('\n').replace('name: Library', 'name: no') });
    assert.deepEqual(result.type === 'loaded' && result.institutions[0]?.name, { und: 'no' });
  });

  test('finds the line of what an alias stands for', async () => {
    const text = library
      .join('\n')
      .replace('name: Library', 'name: &long { en: Library, deutsch!: x }\nhelp: { text: *long }');
    assert.ok((await faultsOf({ 'library.yaml': text })).some((fault) => fault.startsWith('library.yaml:3:')));
  });
});

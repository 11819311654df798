// The layout is the design: which room may import which, no cycles, one clock, one source of chance.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';

const files = ['src', 'config', 'strategies']
  .flatMap((root) => globSync(`${root}/**/*.ts`))
  .map((file) => normalize(file));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const pattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;

function importsOf(file: string): Import[] {
  const text = sources.get(file) ?? '';
  return [...text.matchAll(pattern)].map(([, type, named, dynamic]) => {
    const target = named ?? dynamic ?? '';
    return {
      from: file,
      to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      typeOnly: type !== undefined,
    };
  });
}

const imports = files.flatMap(importsOf);
const ours = imports.filter(({ to }) => sources.has(to));
const inside = (file: string, ...rooms: string[]) => rooms.some((room) => file === room || file.startsWith(`${room}/`));

/** Names every import that a rule forbids. */
function offenders(room: string, allowed: readonly string[]): string[] {
  return ours
    .filter(({ from, to }) => inside(from, room) && !inside(to, room, ...allowed))
    .map(({ from, to }) => `${from} -> ${to}`);
}

describe('which room may import which', () => {
  const arrows: readonly (readonly [string, readonly string[]])[] = [
    ['src/domain', []],
    [
      'src/directory',
      [
        'src/domain',
        'config/schema.ts',
        'config/fields.ts',
        'config/faults.ts',
        'config/explain-issue.ts',
        'config/schema-outline.ts',
        'config/pattern-language.ts',
      ],
    ],
    ['src/resolution', ['src/domain', 'src/directory']],
    ['src/store', ['src/domain', 'src/sqlite.ts', 'src/directory/folding.ts', 'src/directory/synchronised.ts']],
    ['src/ephemeral', ['src/domain', 'src/sqlite.ts', 'config/schema.ts']],
    // The process that verifies an aggregate reads it as the strategy does.
    ['src/aggregates', ['src/domain', 'src/observability', 'src/sqlite.ts', 'strategies/saml/metadata/aggregate.ts']],
    ['src/keys', ['src/domain']],
    // What both sides of SAML, our strategy and our door, read and check alike.
    ['src/saml', ['src/domain']],
    ['src/outbound', ['src/domain']],
    [
      'src/mail',
      [
        'src/domain',
        'src/observability',
        'src/web/direction.ts',
        'src/web/html.ts',
        'src/web/isolation.ts',
        'src/web/languages.ts',
        'src/web/messages.ts',
        'config/schema.ts',
      ],
    ],
    ['src/jobs', ['src/domain', 'src/observability']],
    ['src/health', ['src/domain', 'src/institutions.ts', 'src/jobs', 'src/mail', 'src/observability']],
    ['src/observability', ['src/domain']],
    ['src/session', ['src/domain', 'src/resolution', 'src/web']],
    ['src/web', ['src/domain', 'src/session', 'src/institutions.ts', 'src/observability', 'config/schema.ts']],
    [
      'src/login',
      [
        'src/domain',
        'src/directory',
        'src/resolution',
        'src/session',
        'src/web',
        'src/institutions.ts',
        'src/observability',
        'src/mail',
        'config/schema.ts',
      ],
    ],
    [
      'src/relying-parties',
      [
        'src/domain',
        'src/directory',
        'src/resolution',
        'src/keys',
        'src/saml',
        'src/institutions.ts',
        'config/schema.ts',
        'config/fields.ts',
      ],
    ],
    ['strategies', ['src/domain', 'src/saml', 'config/fields.ts', 'config/schema.ts']],
    ['config', ['src/domain', 'src/saml', 'src/web/messages.ts', 'strategies']],
  ];
  for (const [room, allowed] of arrows) {
    test(`${room} imports ${allowed.length === 0 ? 'nothing of ours' : `only ${allowed.join(', ')}`}`, () => {
      assert.ok(
        files.some((file) => inside(file, room)),
        `${room} has no files`,
      );
      assert.deepEqual(offenders(room, allowed), []);
    });
  }

  test('a strategy imports no other strategy', () => {
    const kind = (file: string) => file.split('/')[1];
    const across = ours.filter(
      ({ from, to }) =>
        inside(from, 'strategies') &&
        inside(to, 'strategies') &&
        from !== 'strategies/index.ts' &&
        kind(from) !== kind(to) &&
        // What the providers of social login, the library systems, and those that keep connections have in common; no
        // kinds of their own.
        kind(to) !== 'oauth' &&
        kind(to) !== 'connections' &&
        kind(to) !== 'library-system',
    );
    assert.deepEqual(across, []);
  });

  test('a strategy reads no more of the configuration than its fields and its own types', () => {
    const values = ours.filter(
      ({ from, to, typeOnly }) =>
        inside(from, 'strategies') && inside(to, 'config') && to !== 'config/fields.ts' && !typeOnly,
    );
    assert.deepEqual(values, []);
  });

  test('only the composition root and the command line know the app', () => {
    const knowing = ours.filter(({ to }) => to === 'src/app.ts').map(({ from }) => from);
    assert.deepEqual(
      knowing.filter(
        (file) => !inside(file, 'src/server.ts', 'src/open.ts', 'src/figures.ts', 'src/cli', 'src/main.ts'),
      ),
      [],
    );
  });

  test('the rooms of composition are joined by the root alone, and know nothing of the process', () => {
    const joining = ours.filter(({ from, to }) => inside(to, 'src/app') && !inside(from, 'src/app', 'src/app.ts'));
    // The end of each letter is counted where the way out by mail is opened.
    const others = joining.filter(({ from, to }) => from !== 'src/open.ts' || to !== 'src/app/observed.ts');
    assert.deepEqual(others, []);
    const outside = ['app', 'open', 'server', 'housekeeping', 'figures', 'workers', 'main'];
    const known = outside.map((name) => `src/${name}.ts`);
    assert.deepEqual(
      ours.filter(({ from, to }) => inside(from, 'src/app', 'src/app.ts') && inside(to, 'src/cli', ...known)),
      [],
    );
  });
});

test('no module imports itself through others', () => {
  const graph = Map.groupBy(
    ours.filter(({ typeOnly }) => !typeOnly),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

test('the clock and chance of the machine are read in platform.ts only', () => {
  const reads = /\bDate\.now\(|new Date\(\)|\brandomBytes\(|\brandomUUID\(|Math\.random\(|performance\.now\(/;
  const strip = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const guilty = files.filter((file) => file !== 'src/platform.ts' && reads.test(strip(sources.get(file) ?? '')));
  assert.deepEqual(guilty, []);
});

test('node:sqlite and each driver are imported in one place', () => {
  const places: Readonly<Record<string, RegExp>> = {
    'node:sqlite': /^src\/sqlite\.ts$/,
    pg: /^src\/store\//,
    redis: /^src\/ephemeral\//,
    ldapts: /^strategies\/ldap\//,
    'oidc-provider': /^src\/relying-parties\/oidc\//,
    'openid-client': /^strategies\/oidc\//,
    'passport-google-oauth20': /^strategies\/google\//,
    '@node-saml/passport-saml': /^strategies\/saml\//,
    '@node-saml/node-saml': /^strategies\/saml\//,
    kysely: /^src\/store\//,
    nodemailer: /^src\/mail\//,
    passport: /^(src\/login\/run-strategy\.ts|src\/domain\/strategy\.ts|strategies\/)/,
  };
  for (const [name, allowed] of Object.entries(places)) {
    const guilty = imports.filter(({ from, to }) => to === name && !allowed.test(from)).map(({ from }) => from);
    assert.deepEqual(guilty, [], `${name} is imported elsewhere`);
  }
});

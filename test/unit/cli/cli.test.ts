import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { configurationJsonSchema } from '../../../config/json-schema.ts';
import type { Command } from '../../../src/cli/command.ts';
import { commands } from '../../../src/cli/index.ts';
import { runCli } from '../../../src/cli/run.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';

const greet: Command = {
  name: 'greet',
  summary: 'Say hello.',
  options: {
    name: { type: 'string', value: 'NAME', summary: 'To whom.', required: true },
    loud: { type: 'boolean', summary: 'In capitals.' },
    also: { type: 'string', value: 'NAME', summary: 'To whom else.', multiple: true },
  },
  operands: ['PLACE', 'TIME?'],
  async run({ values, positionals }, io) {
    io.out(`${JSON.stringify({ ...values })} ${positionals.join(',')}\n`);
    return 0;
  },
};
const broken = (name: string, error: unknown): Command => ({
  name,
  summary: '',
  options: {},
  run: () => Promise.reject(error),
});
const table = [
  greet,
  { ...greet, name: 'greet twice', summary: 'Say hello again.' },
  broken('fail', new VestibuleError('VST_STORE_FULL', 'The disk is full.')),
  broken('burst', new Error('a fault of ours')),
];

async function run(line: string, env: Readonly<Record<string, string>> = {}, list: readonly Command[] = table) {
  let out = '';
  let err = '';
  const code = await runCli(line === '' ? [] : line.split(' '), list, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    env,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  return { code, out, err };
}

describe('the command line', () => {
  test('hands options and operands to the command it names', async () => {
    const { code, out } = await run('greet --name Ada --also Bo --also=Cy --loud here now');
    assert.deepEqual([code, out], [0, '{"name":"Ada","also":["Bo","Cy"],"loud":true} here,now\n']);
  });

  test('hands over any number of operands where the last one may be repeated', async () => {
    const list = [{ ...greet, operands: ['PLACE', 'TIME…'] }];
    const outs = await Promise.all(['here', 'here 1 2 3'].map((words) => run(`greet --name Ada ${words}`, {}, list)));
    assert.deepEqual(
      outs.map(({ out }) => out.trim().split(' ').at(-1)),
      ['here', 'here,1,2,3'],
    );
    assert.equal((await run('greet --name Ada', {}, list)).code, 64);
    assert.match((await run('greet --help', {}, list)).out, / PLACE \[TIME…\]/);
  });

  test('prefers a command of two words', async () => {
    assert.match((await run('greet twice --help')).out, /Say hello again/);
  });

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /Usage: vestibule COMMAND/],
    ['gret', /unknown command "gret"; did you mean "greet"\?/],
    ['--loud', /unknown option "--loud": a command comes first/],
    ['greet --name Ada --luod here', /unknown option "--luod" of greet; did you mean "--loud"\?/],
    ['greet here', /greet needs --name NAME/],
    ['greet --name', /the option --name needs a value: --name NAME/],
    ['greet --name Ada --loud=yes here', /the option --loud takes no value/],
    ['greet --name Ada', /greet needs PLACE/],
    ['greet --name Ada here now then', /does not know what to do with "then"/],
    ['greet -x', /unknown option "-x" of greet/],
  ];
  for (const [line, message] of wrong) {
    test(`refuses "${line}" with exit code 64`, async () => {
      const { code, out, err } = await run(line);
      assert.deepEqual([code, out], [64, '']);
      assert.match(err, message);
    });
  }

  test('tells a known fault by its message and code', async () => {
    assert.deepEqual(await run('fail'), { code: 1, out: '', err: 'vestibule: The disk is full. (VST_STORE_FULL)\n' });
  });

  test('ends with 70 at a fault of ours', async () => {
    const { code, err } = await run('burst');
    assert.equal(code, 70);
    assert.match(err, /VST_INTERNAL.*\n.*a fault of ours/);
  });

  for (const line of ['--help', '-h', 'help']) {
    test(`lists the commands at ${line}`, async () => {
      const { code, out } = await run(line);
      assert.equal(code, 0);
      assert.match(out, /greet {8}Say hello\.\n {2}greet twice {2}Say hello again\./);
    });
  }

  test('explains one command', async () => {
    const { out } = await run('help greet');
    assert.match(out, /^Usage: vestibule greet --name NAME \[OPTIONS\] PLACE \[TIME\]/);
    assert.match(out, /--also NAME {2}To whom else\./);
  });

  for (const line of ['help mail', 'mail --help']) {
    test(`lists the commands of one kind alone (${line})`, async () => {
      const { code, out } = await run(line, {}, commands);
      assert.equal(code, 0);
      assert.match(out, /mail log/);
      assert.doesNotMatch(out, /users import/);
    });
  }

  test('tells its version and its Node', async () => {
    assert.match((await run('--version')).out, /^vestibule \d+\.\d+\.\d+ \(Node v\d+/);
  });
});

describe('the configuration of a command', () => {
  const usual = (path: string) => (text: string) => readFileSync(text === 'vestibule.yaml' ? path : text, 'utf8');
  const good = fileURLToPath(new URL('../config/files/five-faults/vestibule.yaml', import.meta.url));
  async function check(words: readonly string[], env: Readonly<Record<string, string>>, readFile = usual('nowhere')) {
    let err = '';
    const io = { out: () => undefined, err: (text: string) => void (err += text), env, readFile };
    return { code: await runCli(['check', ...words], commands, io), err };
  }

  test('is that of VESTIBULE_CONFIG unless --config names one', async () => {
    assert.match((await check([], { VESTIBULE_CONFIG: good })).err, /five-faults/);
    assert.match((await check(['--config', 'other.yaml'], { VESTIBULE_CONFIG: good })).err, /^other\.yaml:1:1/);
  });

  test('is vestibule.yaml in this directory when nothing names one', async () => {
    assert.match((await check([], {}, usual(good))).err, /^vestibule\.yaml:/);
  });

  test('is asked for, with exit code 64, when there is none', async () => {
    const { code, err } = await check([], {});
    assert.equal(code, 64);
    assert.match(err, /name it by --config FILE or in VESTIBULE_CONFIG/);
  });
});

describe('vestibule check', () => {
  const files = fileURLToPath(new URL('../config/files', import.meta.url));
  const demo = fileURLToPath(new URL('../../../config/demo/vestibule.yaml', import.meta.url));

  test('prints every fault on a line of its own and ends with 1', async () => {
    const path = join(files, 'five-faults', 'vestibule.yaml');
    const { code, out, err } = await run(`check --config ${path}`, { MASTER_KEY: 'a'.repeat(64) }, commands);
    assert.deepEqual([code, out], [1, '']);
    const lines = err.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => / \S+ — |^\d/.exec(line)?.[0].replace(' — ', '').trim()),
      ['workres', 'code', 'loginProfiles[0].clientSecret', 'loginProfiles[0].match.to', 'loginProfiles[1].id', '5'],
    );
  });

  test('tells a master key that is none', async () => {
    const path = join(files, 'five-faults', 'vestibule.yaml');
    const { err } = await run(`check --config ${path}`, { MASTER_KEY: 'short' }, commands);
    assert.match(err, /vestibule\.yaml:2:12 masterKey — The master key/);
  });

  test('sums up a configuration without faults and ends with 0', async () => {
    const env = {
      VESTIBULE_DEMO_MASTER_KEY: 'a'.repeat(64),
      VESTIBULE_DEMO_CAMPUS_SECRET: 'campus',
      VESTIBULE_DEMO_COLLEGE_SECRET: 'college',
      VESTIBULE_DEMO_APP_SECRET: 'application',
    };
    const { code, out, err } = await run(`check --config ${demo}`, env, commands);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^The configuration is good: 4 files read\./);
    assert.match(out, /\n {2}demo: \d login profiles, \d identifier types, 1 relying party\n/);
  });
});

describe('vestibule config', () => {
  test('prints the schema', async () => {
    assert.equal((await run('config schema', {}, commands)).out, configurationJsonSchema());
  });

  test('prints an example of each kind of file', async () => {
    assert.match((await run('config example', {}, commands)).out, /^publicUrl: /m);
    assert.match((await run('config example --institution', {}, commands)).out, /^slug: /m);
  });
});

test('the table of commands loads nothing of the configuration, the stores or the strategies', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    await import(${JSON.stringify(new URL('../../../src/cli/index.ts', import.meta.url).href)});
    console.log(JSON.stringify(loaded.filter((url) => /node_modules|\\/(config\\/(load|schema)|strategies|store)/.test(url))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  assert.deepEqual(JSON.parse(stdout), []);
});

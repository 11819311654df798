// `vestibule serve` as an operator runs it: real processes on a shared data directory, started, killed, changed, stopped.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createPasswordHasher } from '../../src/directory/password-hash.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { type Browser, openBrowser } from '../support/browse.ts';
import type { RunningCommand } from '../support/command.ts';
import { fileOf, statusOf, type WrittenInstallation, writeInstallation } from '../support/installation.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { referenceOf } from '../support/reference.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const password = 'correct horse battery staple';

/** One user in the installation's records, by the import command. */
async function importReader(installation: WrittenInstallation): Promise<void> {
  const cost = {
    memoryKiB: 7168,
    passes: 1,
    parallelism: 1,
    queue: 10,
    threads: 1,
    random: systemRandom,
    clock: systemClock,
  };
  const passwordHash = await createPasswordHasher(cost).hash(password);
  const identifiers = [{ type: 'STUDENT_NO', value: '4711' }];
  const name = { last: 'Reader' };
  const user = { primaryIdentifier: 'p0001', recordType: 'public', accountType: 'internal', name, identifiers };
  const file = join(installation.directory, 'users.json');
  writeFileSync(file, JSON.stringify({ users: [{ ...user, passwordHash }] }));
  const run = installation.run('users', 'import', '--institution', 'demo', file);
  assert.equal(await run.ended(), 0, run.output());
}

async function formOf(url: string, browser: Browser) {
  return browser.follow(await browser.get(`${url}/demo/login/library`));
}

const workersOf = (serving: RunningCommand): number[] =>
  [...serving.output().matchAll(/worker \d+ is process (\d+)/g)].map(([, pid]) => Number(pid));

/** Statuses of so many calls, each on a connection of its own: they go round the workers. */
async function round(url: string, calls = 6): Promise<readonly (number | undefined)[]> {
  const statuses: (number | undefined)[] = [];
  for (let call = 0; call < calls; call++) statuses.push(await statusOf(url));
  return statuses;
}

async function eventually(what: string, limitMs: number, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > limitMs) assert.fail(`Not within ${limitMs} ms: ${what}`);
    await wait(25);
  }
  return performance.now() - start;
}

describe('vestibule serve with two workers', () => {
  let upstream: Upstream;
  let installation: WrittenInstallation;
  let serving: RunningCommand;
  let institution: (campus?: object) => InstitutionInput;

  before(async () => {
    upstream = await startUpstream();
    const profile = {
      id: 'campus',
      kind: 'oidc',
      label: 'Campus',
      issuer: upstream.issuer,
      clientId: upstream.clientId,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
      clientSecret: '${env:CAMPUS_SECRET}',
      match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
    } as const;
    institution = (campus = {}) => fileOf([{ ...profile, ...campus }]);
    installation = await writeInstallation({}, { CAMPUS_SECRET: upstream.clientSecret }, institution());
    await importReader(installation);
    serving = await installation.serve('--workers', '2');
    await allListen();
  });
  after(async () => {
    await serving?.stop();
    await upstream?.close();
    installation?.remove();
  });

  /** Waits until every worker that was ever started has listened. */
  const allListen = () =>
    eventually('all workers listen', 15_000, () => {
      const listened = serving.output().split('"event":"listening"').length - 1;
      return listened === workersOf(serving).length;
    });

  /** Makes a change and waits until both workers have it. @returns after how many milliseconds */
  async function inForce(change: () => void): Promise<number> {
    const told = () => serving.output().split('"event":"configuration in force"').length;
    const before = told();
    change();
    return eventually('a change is in force', 5000, () => told() === before + 2);
  }

  test('finishes a sign-in that was begun before every worker was killed', async () => {
    const browser = openBrowser();
    const form = await formOf(installation.url, browser);
    const before = workersOf(serving);
    for (const pid of before.slice(-2)) process.kill(pid, 'SIGKILL');
    await eventually('two others were started', 15_000, () => workersOf(serving).length === before.length + 2);
    await allListen();
    const answer = await browser.submit(form, { username: 'p0001', password });
    assert.equal(answer.status, 303, answer.body);
    for (let call = 0; call < 4; call++) {
      const me = await browser.get(`${installation.url}/demo/me`, {
        accept: 'application/json',
        connection: 'close',
      });
      assert.equal(me.status, 200);
    }
  });

  test('goes on when one worker is killed, and starts another one', async () => {
    const before = workersOf(serving);
    process.kill(before.at(-1) ?? 0, 'SIGKILL');
    let lostForMs = 0;
    let lastGood = performance.now();
    await eventually('another one was started', 15_000, async () => {
      if ((await statusOf(`${installation.url}/healthz`)) === 200) {
        lostForMs = Math.max(lostForMs, performance.now() - lastGood);
        lastGood = performance.now();
      }
      return workersOf(serving).length === before.length + 1;
    });
    await allListen();
    assert.ok(lostForMs < 1000, `nobody answered for ${Math.round(lostForMs)} ms`);
    assert.match(serving.output(), /"event":"worker ended"/);
  });

  test('takes a changed institution file into force on every worker within about a second', async () => {
    const browser = openBrowser();
    const away = await browser.get(`${installation.url}/demo/login/campus`);
    assert.equal(away.status, 303);
    const back = await upstream.authorize(away.headers.get('location') ?? '');
    const tookMs = await inForce(() => installation.writeInstitution(institution({ enabled: false })));
    assert.ok(tookMs < 2000, `it took ${Math.round(tookMs)} ms`);
    assert.deepEqual([...new Set(await round(`${installation.url}/demo/login/campus`))], [403]);
    const returned = await browser.get(back.href);
    assert.equal(returned.status, 403);
    assert.ok(referenceOf(returned.body));
    const me = await browser.get(`${installation.url}/demo/me`, { accept: 'application/json' });
    assert.equal(me.status, 401);
  });

  test('keeps what is in force when a change is faulty, and tells file and line', async () => {
    const good = readFileSync(installation.institutionFile, 'utf8');
    installation.writeInstitution(good.replace('kind: password', 'kind: passwort'));
    const line = good.slice(0, good.indexOf('kind: password')).split('\n').length;
    await eventually('both workers told the fault', 5000, () => {
      const told = serving
        .output()
        .split('\n')
        .filter((text) => text.includes('"event":"configuration fault"'));
      return told.filter((text) => text.includes(`demo.yaml:${line}"`)).length >= 2;
    });
    assert.deepEqual([...new Set(await round(`${installation.url}/demo/login/library`))], [303]);
    await inForce(() => installation.writeInstitution(`${good}languages: [en]\n`));
  });

  test('looks at the configuration at once when it is told by SIGHUP, and goes on', async () => {
    process.kill(serving.child.pid ?? 0, 'SIGHUP');
    await wait(200);
    assert.deepEqual([...new Set(await round(`${installation.url}/readyz`))], [200]);
  });

  test('ends both workers in order when it is told to stop', async () => {
    const workers = workersOf(serving).slice(-2);
    assert.equal(await serving.stop(), 0);
    for (const pid of workers) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.equal(await statusOf(`${installation.url}/healthz`), undefined);
  });
});

describe('several processes', () => {
  test('start together on one empty data directory, and one of them makes the records', async (t) => {
    const first = await writeInstallation();
    const dataDirectory = join(first.directory, 'data');
    const others = [await writeInstallation({ dataDirectory }), await writeInstallation({ dataDirectory })];
    const all = [first, ...others];
    const started = await Promise.allSettled(all.map((one) => one.serve()));
    t.after(() => {
      for (const one of all.toReversed()) one.remove();
    });
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const codes = await Promise.all(running.map((one) => one.stop()));
    assert.deepEqual(
      started.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])),
      [],
    );
    assert.deepEqual(codes, [0, 0, 0]);
  });
});

describe('one process', { concurrency: true }, () => {
  let installation: WrittenInstallation;
  let serving: RunningCommand;

  before(async () => {
    installation = await writeInstallation();
    serving = await installation.serve();
  });
  after(async () => {
    await serving?.stop();
    installation?.remove();
  });

  test('closes a connection whose headers never end, and answers others meanwhile', async () => {
    const slow = await opened(installation.port);
    slow.write('GET /demo/login HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => slow.write('X-More: 1\r\n'), 500);
    const start = performance.now();
    try {
      assert.equal(await statusOf(`${installation.url}/healthz`), 200);
      const said = await allOf(slow);
      assert.match(said, /^HTTP\/1\.1 408 /);
      assert.ok(performance.now() - start < 20_000);
    } finally {
      clearInterval(drip);
    }
  });

  test('refuses headers without end', async () => {
    const socket = await opened(installation.port);
    socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
    assert.match(await allOf(socket), /^HTTP\/1\.1 431 /);
  });
});

test('lets a call that is under way end when it is told to stop', async (t) => {
  const installation = await writeInstallation();
  t.after(() => installation.remove());
  const serving = await installation.serve();
  const socket = await opened(installation.port);
  const body = 'username=x&password=y';
  socket.write(
    `POST /demo/login/library HTTP/1.1\r\nHost: x\r\nOrigin: ${installation.url}\r\nContent-Length: ${body.length}\r\n` +
      'Content-Type: application/x-www-form-urlencoded\r\n\r\nuser',
  );
  await wait(200);
  const stopped = serving.stop();
  await eventually(
    'it takes no new calls',
    5000,
    async () => (await statusOf(`${installation.url}/healthz`)) === undefined,
  );
  socket.write(body.slice(4));
  assert.match(await allOf(socket), /^HTTP\/1\.1 400 /);
  assert.equal(await stopped, 0);
});

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Everything until the other side closes. */
async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return text;
}

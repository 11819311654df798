// PostgreSQL and Redis away at the start, and stopped and started again under a running installation.
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../support/browse.ts';
import { statusOf, type WrittenInstallation, writeInstallation } from '../support/installation.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { openRedisLab, type RedisLab, redisMissing } from '../support/redis.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const databaseUrl = '${env:DATABASE_URL}';
/** What a person is made to wait for at most while a store is away. */
const patienceMs = 10_000;

/** Serves, and ends with the test. */
async function serving(t: TestContext, installation: WrittenInstallation): Promise<void> {
  t.after(() => installation.remove());
  const command = await installation.serve('--workers', '2');
  t.after(() => command.stop());
}

/** Types a name and a password that nobody has: 401 says that everything works. */
async function tryToSignIn({ url }: WrittenInstallation) {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${url}/demo/login/library`));
  return page.status === 200 ? browser.submit(page, { username: 'nobody', password: 'nothing' }) : page;
}

async function saysTryAgain(installation: WrittenInstallation): Promise<void> {
  const start = performance.now();
  const answer = await tryToSignIn(installation);
  assert.equal(answer.status, 503, answer.body.slice(0, 500));
  assert.match(answer.body, /<main/);
  assert.match(answer.headers.get('retry-after') ?? 'absent', /^\d+$/);
  assert.ok(performance.now() - start < patienceMs, 'the person waited too long');
  assert.equal(await statusOf(`${installation.url}/healthz`), 200);
  assert.equal(await statusOf(`${installation.url}/readyz`), 503);
}

async function recovers(installation: WrittenInstallation): Promise<void> {
  for (const end = Date.now() + 15_000; (await statusOf(`${installation.url}/readyz`)) !== 200; await wait(50))
    assert.ok(Date.now() < end, 'it does not recover');
  for (let count = 0; count < 6; count++) {
    const { status, body } = await tryToSignIn(installation);
    assert.equal(status, 401, body.slice(0, 500));
  }
}

describe('PostgreSQL', { skip: postgresMissing() }, () => {
  let postgres: PostgresServer;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres?.stop());

  test('that stops and starts again: 503 with a page meanwhile, and then it works by itself', async (t) => {
    const env = { DATABASE_URL: await postgres.createDatabase() };
    const installation = await writeInstallation({ database: { engine: 'postgresql', url: databaseUrl } }, env);
    await serving(t, installation);
    assert.equal((await tryToSignIn(installation)).status, 401);
    postgres.crash();
    await saysTryAgain(installation);
    await wait(2000);
    await saysTryAgain(installation);
    postgres.start();
    await recovers(installation);
  });

  test('that does not know the database is told at the start, without the password', async (t) => {
    const url = new URL(await postgres.createDatabase());
    url.pathname = '/nowhere';
    url.password = 'do-not-tell';
    const env = { DATABASE_URL: url.href };
    const installation = await writeInstallation({ database: { engine: 'postgresql', url: databaseUrl } }, env);
    t.after(() => installation.remove());
    const run = installation.run('serve');
    assert.equal(await run.ended(), 1);
    assert.match(run.output(), /"nowhere" does not exist.*database\.url.*VST_STORE_UNAVAILABLE/);
    assert.doesNotMatch(run.output(), /do-not-tell/);
  });

  test('is brought up to date once when several processes start on an empty database', async (t) => {
    const env = { DATABASE_URL: await postgres.createDatabase() };
    const settings = { database: { engine: 'postgresql', url: databaseUrl } } as const;
    const all = await Promise.all([1, 2, 3].map(() => writeInstallation(settings, env)));
    t.after(() => all.forEach((one) => one.remove()));
    const started = await Promise.all(all.map((one) => one.serve()));
    assert.deepEqual(await Promise.all(started.map((one) => one.stop())), [0, 0, 0]);
  });
});

describe('Redis', { skip: redisMissing }, () => {
  let lab: RedisLab;
  before(async () => {
    lab = await openRedisLab();
  });
  after(() => lab?.close());
  const on = (node: { host: string; port: number }) =>
    writeInstallation({
      ephemeral: { engine: 'redis', topology: 'single', node: { host: node.host, port: node.port } },
    });

  test('that stops and starts again: 503 with a page meanwhile, and then it works by itself', async (t) => {
    const redis = await lab.single();
    const installation = await on(redis);
    await serving(t, installation);
    assert.equal((await tryToSignIn(installation)).status, 401);
    await redis.kill('SIGKILL');
    await saysTryAgain(installation);
    await redis.start();
    await recovers(installation);
  });

  test('that hangs: 503 with a page in time, and then it works by itself', async (t) => {
    const redis = await lab.single();
    const installation = await on(redis);
    await serving(t, installation);
    redis.signal('SIGSTOP');
    await saysTryAgain(installation);
    redis.signal('SIGCONT');
    await recovers(installation);
  });

  test('that would drop records is refused at the start, and the operator told what to set', async (t) => {
    const installation = await on(await lab.single('--maxmemory-policy', 'allkeys-lru'));
    t.after(() => installation.remove());
    for (const words of [[], ['--workers', '2']]) {
      const run = installation.run('serve', ...words);
      assert.equal(await run.ended(), 1);
      assert.match(run.output(), /set "maxmemory-policy noeviction" \(now allkeys-lru\)/);
      assert.equal(await statusOf(`${installation.url}/healthz`), undefined);
    }
  });
});

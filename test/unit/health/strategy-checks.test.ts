// What each kind finds out of its upstream without a person. LDAP is checked against a real server in test/peers.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import type { LoginProfile } from '../../../config/schema.ts';
import { loginProfile } from '../../../config/schema.ts';
import type { StrategyDeps, UpstreamCheck } from '../../../src/domain/strategy.ts';
import { createOutbound } from '../../../src/outbound/outbound.ts';
import { buildStrategy, loadStrategyKinds } from '../../../strategies/index.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { freePort } from '../../support/free-port.ts';
import { type RestScript, startRest } from '../../support/library-systems.ts';

const closers: (() => unknown)[] = [];
after(() => Promise.all(closers.map((close) => close())));

async function checksOf(
  profile: Record<string, unknown>,
  more: Partial<StrategyDeps> = {},
): Promise<readonly UpstreamCheck[]> {
  const config: LoginProfile = loginProfile.parse({
    id: 'p',
    label: 'P',
    match: { from: 'subject', to: 'primary' },
    timeoutSeconds: 1,
    ...profile,
  });
  await loadStrategyKinds([config]);
  const clock = fakeClock();
  const path = 'https://library.example/demo/login/p';
  const urls = { callback: `${path}/callback`, metadata: path, logout: path, backchannel: path };
  const deps = {
    institution: 'demo',
    urls,
    secrets: { read: () => 'secret' },
    ephemeral: fakeEphemeral(clock),
    outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
    clock,
    random: seededRandom(),
    internalPassword: { verify: () => Promise.reject(new Error('not asked')) },
    ...more,
  };
  const { built } = buildStrategy(config, deps);
  try {
    assert.ok(built.check !== undefined, `${config.kind} has no check`);
    return await built.check();
  } finally {
    await built.close();
  }
}

async function answering(script: RestScript): Promise<string> {
  const peer = await startRest(script);
  closers.push(() => peer.close());
  return peer.url;
}

const secret = '$'.concat('{env:SECRET}');
const dead = async () => `http://127.0.0.1:${await freePort()}`;
const xml = (inside: string) => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inside}</cas:serviceResponse>`,
});
const casFailure = (code: string) => xml(`<cas:authenticationFailure code="${code}">no</cas:authenticationFailure>`);

function verdict(checks: readonly UpstreamCheck[]): string {
  return checks.map(({ ok, unreachable }) => (ok ? 'ok' : unreachable === true ? 'away' : 'wrong')).join(' ');
}

describe('A check of a CAS server', () => {
  const cas = (server: string, more = {}) => checksOf({ kind: 'cas', server, ...more });

  test('is well when the server does not know a ticket that it never gave out', async () => {
    assert.equal(verdict(await cas(await answering(() => casFailure('INVALID_TICKET')))), 'ok');
    const plain = await answering(() => ({ status: 200, body: 'no\n' }));
    assert.equal(verdict(await cas(plain, { protocol: 1 })), 'ok');
  });

  test('tells what to see to when our service is not registered there, or it is no CAS server', async () => {
    const [unregistered] = await cas(await answering(() => casFailure('INVALID_SERVICE')));
    assert.equal(verdict(unregistered === undefined ? [] : [unregistered]), 'wrong');
    assert.match(unregistered?.detail ?? '', /INVALID_SERVICE.*registered/);
    assert.equal(verdict(await cas(await answering(() => ({ status: 200, body: 'hello' })))), 'wrong');
    assert.equal(verdict(await cas(await answering(() => ({ status: 404, body: 'no' })))), 'wrong');
  });

  test('fails where the server takes a made-up ticket', async () => {
    const all = await answering(() =>
      xml('<cas:authenticationSuccess><cas:user>eve</cas:user></cas:authenticationSuccess>'),
    );
    assert.equal(verdict(await cas(all)), 'wrong');
  });

  test('is away when nothing answers in time, or the server is broken', async () => {
    assert.equal(verdict(await cas(await dead())), 'away');
    assert.equal(verdict(await cas(await answering(() => 'silence'))), 'away');
    assert.equal(verdict(await cas(await answering(() => ({ status: 503, body: 'no' })))), 'away');
  });
});

describe('A check of a provider of social login', () => {
  const kinds = ['google', 'facebook', 'x'] as const;
  const social = (kind: string, url: string) =>
    checksOf({
      kind,
      clientId: '1234567890',
      clientSecret: secret,
      endpoints: { authorization: url, token: url, userinfo: url },
    });

  for (const kind of kinds) {
    test(`is well for ${kind} when both addresses answer anything to somebody who brings nothing`, async () => {
      const url = await answering(() => ({ status: 401, body: { error: 'no' } }));
      assert.equal(verdict(await social(kind, url)), 'ok ok');
    });

    test(`is away for ${kind} when they do not answer`, async () => {
      assert.equal(verdict(await social(kind, await dead())), 'away away');
    });
  }
});

describe('A check of a library system', () => {
  const alma = (baseUrl: string) => checksOf({ kind: 'alma', baseUrl, apiKey: secret });
  const koha = (baseUrl: string) =>
    checksOf({ kind: 'koha', baseUrl, account: { type: 'basic', username: 'api', password: secret } });
  const paia = (authUrl: string) => checksOf({ kind: 'paia', authUrl });
  const almaError = (errorCode: string, status = 400) => ({
    status,
    body: { errorsExist: true, errorList: { error: [{ errorCode, errorMessage: 'no' }] } },
  });

  test('is well when it says that it does not know nobody', async () => {
    assert.equal(verdict(await alma(await answering(() => almaError('401861')))), 'ok');
    assert.equal(
      verdict(await koha(await answering(() => ({ status: 400, body: { error: 'Validation failed' } })))),
      'ok',
    );
    assert.equal(verdict(await paia(await answering(() => ({ status: 403, body: { error: 'access_denied' } })))), 'ok');
  });

  test('is wrong, and not away, when it answers that we may not ask', async () => {
    const [check] = await alma(await answering(() => almaError('UNAUTHORIZED', 403)));
    assert.equal(verdict(check === undefined ? [] : [check]), 'wrong');
    assert.match(check?.detail ?? '', /API key/);
    assert.equal(verdict(await koha(await answering(() => ({ status: 401, body: { error: 'no' } })))), 'wrong');
    assert.equal(verdict(await paia(await answering(() => ({ status: 404, body: 'gone' })))), 'wrong');
  });

  test('is away when nothing answers', async () => {
    for (const check of [alma, koha, paia]) assert.equal(verdict(await check(await dead())), 'away');
    assert.equal(
      verdict(await checksOf({ kind: 'sip2', host: '127.0.0.1', port: await freePort(), plainText: true })),
      'away',
    );
  });

  test('sends a name that nobody has, and another one each time', async () => {
    const names = new Set<string>();
    const url = await answering(({ body }) => {
      names.add(String((JSON.parse(body) as { username: unknown }).username));
      return { status: 403, body: { error: 'access_denied' } };
    });
    await paia(url);
    await checksOf({ kind: 'paia', authUrl: url }, { random: seededRandom(2) });
    assert.equal(names.size, 2);
    for (const name of names) assert.match(name, /^vestibuleprobe[A-Za-z0-9]{16}$/);
  });

  test('by SIP2 tells a refused login of our terminal from a server that is away', async () => {
    const server = createServer((socket) => {
      socket.on('data', () => socket.write('940\r'));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const login = { user: 'terminal', password: secret };
    const checks = await checksOf({
      kind: 'sip2',
      host: '127.0.0.1',
      port,
      plainText: true,
      checksums: false,
      login,
    });
    assert.equal(verdict(checks), 'wrong');
    assert.match(checks[0]?.detail ?? '', /login is refused/);
  });
});

describe('A check of email login', () => {
  test('is that of the mail server', async () => {
    const checkMail = async () => [{ name: 'mail', ok: true, detail: 'it answers' }];
    assert.equal(
      verdict(await checksOf({ kind: 'email-link', match: undefined }, { checkMail }).catch(() => [])),
      'ok',
    );
  });
});

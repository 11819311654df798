import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { createOutbound } from '../../../src/outbound/outbound.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';

const { key, certificate } = testKeyPair('upstream.test');
const limits = { timeoutMs: 5000, maxBytes: 10_000 };

/** An outbound whose resolver knows some names, and which trusts the servers of this file. */
function outboundTo(names: Readonly<Record<string, readonly string[]>>, allow: readonly string[] = ['127.0.0.1']) {
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    const addresses = names[host];
    if (addresses === undefined) throw new Error('ENOTFOUND');
    return addresses;
  };
  return { ...createOutbound({ allow, resolve, ca: certificate }), asked };
}

const here = { 'upstream.test': ['127.0.0.1'] };

async function serve(t: TestContext, answer: RequestListener, plain = false): Promise<string> {
  const server: Server = plain ? createPlainServer(answer) : createServer({ key, cert: certificate }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return `${plain ? 'http' : 'https'}://upstream.test:${address.port}`;
}

function isRefusal(rule: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof VestibuleError);
    assert.equal(error.code, 'VST_UPSTREAM_UNREACHABLE');
    assert.equal(error.detail['rule'], rule);
    return true;
  };
}

test('brings status and body of an https answer', async (t) => {
  const url = await serve(t, (request, response) => {
    response
      .writeHead(203)
      .end(`${request.method} ${request.url} ${request.headers['accept']} ${request.headers.host}`);
  });
  const answer = await outboundTo(here).get(`${url}/jwks?a=b`, { ...limits, headers: { accept: 'text/plain' } });
  assert.deepEqual(answer, { status: 203, body: `GET /jwks?a=b text/plain ${new URL(url).host}` });
});

test('is a fetch for libraries: posts a form, gives headers and body', async (t) => {
  const url = await serve(t, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      response.setHeader('x-seen', `${request.method} ${request.headers['content-type']} ${body}`);
      response.setHeader('content-type', 'application/json').end('{"ok":true}');
    });
  });
  const response = await outboundTo(here).fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ code: 'ä b' }),
    redirect: 'manual',
  });
  assert.ok(response instanceof Response);
  assert.equal(response.headers.get('x-seen'), 'POST application/x-www-form-urlencoded;charset=UTF-8 code=%C3%A4+b');
  assert.deepEqual(await response.json(), { ok: true });
});

test('gives an answer without body', async (t) => {
  const url = await serve(t, (_request, response) => void response.writeHead(204).end());
  assert.equal((await outboundTo(here).fetch(url)).status, 204);
});

test('gives an answer that says no, too', async (t) => {
  const url = await serve(t, (_request, response) => void response.writeHead(500).end('broken'));
  assert.deepEqual(await outboundTo(here).get(url, limits), { status: 500, body: 'broken' });
});

test('refuses a certificate that it has no reason to trust', async (t) => {
  const url = await serve(t, (_request, response) => void response.end('secret'));
  const outbound = createOutbound({ allow: ['127.0.0.1'], resolve: async () => ['127.0.0.1'] });
  await assert.rejects(outbound.get(url, limits), isRefusal('network'));
});

test('refuses the certificate of another host', async (t) => {
  const url = (await serve(t, (_request, response) => void response.end('secret'))).replace('upstream', 'other');
  await assert.rejects(outboundTo({ 'other.test': ['127.0.0.1'] }).get(url, limits), isRefusal('network'));
});

test('calls no private address that is not listed, by name or by number', async (t) => {
  let calls = 0;
  const { port } = new URL(await serve(t, (_request, response) => void response.end(String(++calls))));
  const outbound = outboundTo(
    { ...here, 'metadata.test': ['169.254.169.254'], 'ten.test': ['10.0.0.1', 'fd00::1'] },
    [],
  );
  const cases: Readonly<Record<string, string>> = {
    'upstream.test': 'loopback',
    'metadata.test': 'metadata',
    'ten.test': 'private',
    '127.0.0.1': 'loopback',
    '2130706433': 'loopback',
    '0x7f.1': 'loopback',
    '0177.0.0.1': 'loopback',
    '[::1]': 'loopback',
    '[::ffff:127.0.0.1]': 'loopback',
    '[::ffff:7f00:1]': 'loopback',
    '[fe80::1]': 'link-local',
    '0.0.0.0': 'reserved',
  };
  for (const [host, rule] of Object.entries(cases)) {
    await assert.rejects(outbound.get(`https://${host}:${port}/`, limits), isRefusal(rule), host);
    await assert.rejects(outbound.fetch(`https://${host}:${port}/`), isRefusal(rule), host);
  }
  assert.equal(calls, 0);
});

test('calls the permitted address of a host that has others as well', async (t) => {
  const url = await serve(t, (_request, response) => void response.end('here'));
  const outbound = outboundTo({ 'upstream.test': ['10.0.0.1', '127.0.0.1'] });
  assert.equal((await outbound.get(url, limits)).body, 'here');
});

test('asks the resolver once a call, and connects to what it was told then', async (t) => {
  const url = await serve(t, (_request, response) => void response.end('here'));
  const outbound = outboundTo(here);
  await outbound.get(url, limits);
  assert.deepEqual(outbound.asked, ['upstream.test']);
});

test('speaks plain http to a listed address of this machine only', async (t) => {
  const url = await serve(t, (_request, response) => void response.end('plain'), true);
  assert.equal((await outboundTo(here).get(url, limits)).body, 'plain');
  await assert.rejects(outboundTo(here, []).get(url, limits), isRefusal('scheme'));
  await assert.rejects(outboundTo(here, ['127.0.0.2']).get(url, limits), isRefusal('scheme'));
  const elsewhere = outboundTo({ 'upstream.test': ['10.0.0.1'] }, ['10.0.0.1']);
  await assert.rejects(elsewhere.get(url, limits), isRefusal('scheme'));
});

test('refuses every other scheme, credentials in a URL, and what is no URL', async () => {
  for (const url of ['file:///etc/passwd', 'data:text/plain,x', 'ftp://upstream.test/', 'no url']) {
    await assert.rejects(outboundTo(here).get(url, limits), isRefusal('scheme'), url);
  }
  await assert.rejects(outboundTo(here).get('https://user:word@upstream.test/', limits), isRefusal('credentials'));
});

test('follows no redirect, however it is asked to', async (t) => {
  let calls = 0;
  const url = await serve(t, (_request, response) => {
    calls++;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await assert.rejects(outboundTo(here).get(url, limits), isRefusal('redirect'));
  for (const redirect of ['follow', 'manual', 'error'] as const) {
    await assert.rejects(outboundTo(here).fetch(url, { redirect }), isRefusal('redirect'));
  }
  assert.equal(calls, 4);
});

test('cuts off an answer that is longer than asked for', async (t) => {
  let closed = false;
  const url = await serve(t, (_request, response) => {
    response.on('close', () => {
      closed = true;
    });
    const more = () => void (response.destroyed || (response.write('x'.repeat(10_000)), setTimeout(more, 1)));
    more();
  });
  await assert.rejects(outboundTo(here).get(url, limits), isRefusal('too-large'));
  await wait(100);
  assert.ok(closed);
});

test('takes an answer of exactly the length asked for', async (t) => {
  const url = await serve(t, (_request, response) => void response.end('x'.repeat(10_000)));
  assert.equal((await outboundTo(here).get(url, limits)).body.length, 10_000);
});

test('gives up a server that says nothing, or dawdles, when the time is over', async (t) => {
  const silent = await serve(t, () => {});
  const dawdling = await serve(t, (_request, response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  for (const url of [silent, dawdling]) {
    await assert.rejects(outboundTo(here).get(url, { ...limits, timeoutMs: 200 }), isRefusal('timeout'));
  }
});

test('gives up a resolver that says nothing', async () => {
  const outbound = createOutbound({ allow: [], resolve: () => new Promise(() => {}) });
  await assert.rejects(outbound.get('https://upstream.test/', { ...limits, timeoutMs: 100 }), isRefusal('timeout'));
});

test('stops when the library that asked has enough', async (t) => {
  const url = await serve(t, () => {});
  await assert.rejects(outboundTo(here).fetch(url, { signal: AbortSignal.timeout(100) }), isRefusal('timeout'));
  await assert.rejects(outboundTo(here).fetch(url, { signal: AbortSignal.abort() }), isRefusal('timeout'));
});

test('a call keeps to the time of its caller also when memory is collected meanwhile', async (t) => {
  const url = await serve(t, () => undefined);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const begun = Date.now();
  const called = outboundTo(here).fetch(url, { signal: AbortSignal.timeout(500) });
  const ended = assert.rejects(called, isRefusal('timeout'));
  for (let round = 0; round < 4; round++) {
    await wait(50);
    collect();
  }
  await ended;
  assert.ok(Date.now() - begun < 5000);
});

test('says that a name is not known, and that nobody listens', async () => {
  await assert.rejects(outboundTo({}).get('https://upstream.test/', limits), isRefusal('dns'));
  await assert.rejects(outboundTo({ 'upstream.test': [] }).get('https://upstream.test/', limits), isRefusal('dns'));
  await assert.rejects(outboundTo(here).get('https://upstream.test:1/', limits), isRefusal('network'));
});

test('asks for plain answers and refuses compressed ones', async (t) => {
  const url = await serve(t, (request, response) => {
    assert.equal(request.headers['accept-encoding'], 'identity');
    response.setHeader('content-encoding', 'gzip').end('bomb');
  });
  await assert.rejects(outboundTo(here).get(url, limits), isRefusal('encoding'));
});

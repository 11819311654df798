import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type MetricsListenerOptions, startMetricsListener } from '../../../src/observability/metrics-listener.ts';

const closers: (() => unknown)[] = [];
after(() => Promise.all(closers.map((close) => close())));

async function listener(options: Partial<MetricsListenerOptions> = {}): Promise<string> {
  const given = { host: '127.0.0.1', port: 0, networks: [], token: undefined, collect: async () => 'figures 1\n' };
  const started = await startMetricsListener({ ...given, ...options });
  closers.push(() => started.close());
  return `http://127.0.0.1:${started.port}`;
}

async function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(url, { headers, method });
  return { status: answer.status, body: await answer.text(), type: answer.headers.get('content-type') };
}

const token = 'a-token-of-sixteen-and-more';

describe('The listener of figures', () => {
  test('gives the text of all figures at /metrics, and nothing anywhere else', async () => {
    const url = await listener();
    const answer = await get(`${url}/metrics`);
    assert.deepEqual([answer.status, answer.body], [200, 'figures 1\n']);
    assert.match(answer.type ?? '', /^text\/plain; version=0\.0\.4/);
    assert.equal((await get(`${url}/`)).status, 404);
    assert.equal((await get(`${url}/metrics/../healthz`)).status, 404);
    assert.equal((await get(`${url}/metrics`, {}, 'POST')).status, 404);
  });

  test('asks for the token, where one is set, and tells nobody else what there is', async () => {
    const url = await listener({ token });
    const wrong = [
      {},
      { authorization: token },
      { authorization: `bearer ${token}` },
      { authorization: `Bearer ${token}x` },
    ];
    for (const headers of wrong) {
      for (const path of ['/metrics', '/other']) {
        const { status, body } = await get(`${url}${path}`, headers as Record<string, string>);
        assert.deepEqual([status, body], [403, 'not permitted\n']);
      }
    }
    assert.equal((await get(`${url}/metrics`, { authorization: `Bearer ${token}` })).status, 200);
  });

  test('answers the named networks only, by the address of the connection', async () => {
    const elsewhere = await listener({ networks: ['10.0.0.0/8', 'fd00::/8'] });
    assert.equal((await get(`${elsewhere}/metrics`, { 'x-forwarded-for': '10.0.0.1' })).status, 403);
    for (const network of ['127.0.0.0/8', '127.0.0.1']) {
      assert.equal((await get(`${await listener({ networks: [network] })}/metrics`)).status, 200);
    }
    const both = await listener({ networks: ['10.0.0.0/8'], token });
    assert.equal((await get(`${both}/metrics`, { authorization: `Bearer ${token}` })).status, 403);
  });

  test('knows an IPv4 address that came over IPv6', async () => {
    const started = await startMetricsListener({
      host: '::ffff:127.0.0.1',
      port: 0,
      networks: ['127.0.0.1'],
      token: undefined,
      collect: async () => 'figures 1\n',
    });
    closers.push(() => started.close());
    assert.equal((await get(`http://[::ffff:127.0.0.1]:${started.port}/metrics`)).status, 200);
  });

  test('answers 503 when there are no figures now, and goes on', async () => {
    const url = await listener({ collect: () => Promise.reject(new Error('broken')) });
    assert.deepEqual((await get(`${url}/metrics`)).body, 'no figures now\n');
    assert.equal((await get(`${url}/metrics`)).status, 503);
  });
});

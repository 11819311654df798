import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { publicAddressChecks } from '../../../src/health/public-address.ts';
import { fakeClock } from '../../support/fakes.ts';
import { freePort } from '../../support/free-port.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';

const dayMs = 86_400_000;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A proxy before Vestibule, whose certificate ends at the beginning of 2039. */
async function proxy(status: number, date: number): Promise<{ readonly url: string; readonly ca: string }> {
  const { key, certificate } = testKeyPair('localhost');
  server = createServer({ key, cert: certificate }, (_req, res) => {
    res.sendDate = false;
    res.writeHead(status, { date: new Date(date).toUTCString() }).end('x'.repeat(100_000));
  });
  await new Promise<void>((resolve) => server?.listen(0, 'localhost', resolve));
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, ca: certificate };
}

const ends = Date.UTC(2039, 0, 1);

describe('The public address', () => {
  test('is well when it is ready, its certificate lasts and its clock is ours', async () => {
    const clock = fakeClock();
    const { url, ca } = await proxy(200, clock.now());
    const checks = await publicAddressChecks(url, clock, ca);
    assert.deepEqual(
      checks.map(({ name, ok, endsAt }) => [name, ok, endsAt]),
      [
        ['public address', true, undefined],
        ['certificate of the public address', true, ends],
        ['clock', true, undefined],
      ],
    );
  });

  test('fails in time before its certificate ends, and when the clocks are apart', async () => {
    const clock = fakeClock(ends - 10 * dayMs);
    const { url, ca } = await proxy(200, clock.now() - 60_000);
    const [, certificate, time] = await publicAddressChecks(url, clock, ca);
    assert.equal(certificate?.ok, false);
    assert.match(certificate?.detail ?? '', /2039-01-01, in 10 days\. Renew it/);
    assert.equal(time?.ok, false);
    assert.match(time?.detail ?? '', /60 s off the proxy/);
  });

  test('fails when Vestibule behind it is not ready', async () => {
    const { url, ca } = await proxy(503, fakeClock().now());
    const [ready] = await publicAddressChecks(url, fakeClock(), ca);
    assert.match(ready?.detail ?? '', /answers 503/);
    assert.equal(ready?.ok, false);
  });

  test('fails when nobody is there, or its certificate is not trusted', async () => {
    const gone = await publicAddressChecks(`https://localhost:${await freePort()}`, fakeClock());
    assert.deepEqual(
      gone.map(({ ok, unreachable }) => [ok, unreachable]),
      [[false, true]],
    );
    const { url } = await proxy(200, fakeClock().now());
    const [untrusted] = await publicAddressChecks(url, fakeClock());
    assert.match(untrusted?.detail ?? '', /self-signed certificate/);
  });
});

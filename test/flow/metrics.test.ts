// Figures of a served installation, as Prometheus reads them.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../support/browse.ts';
import { freePort } from '../support/free-port.ts';
import { fileOf, type WrittenInstallation, writeInstallation } from '../support/installation.ts';
import { startRest } from '../support/library-systems.ts';

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.toReversed()) await close();
});

const secret = '$'.concat('{env:METRICS_TOKEN}');
const token = 'a-token-of-the-test-long-enough';

async function installation(
  workers: number,
): Promise<{ installation: WrittenInstallation; figures: () => Promise<Response> }> {
  const port = await freePort();
  const system = await startRest(() => ({ status: 403, body: { error: 'access_denied' } }));
  const profile = {
    id: 'system',
    kind: 'paia' as const,
    label: 'System',
    authUrl: system.url,
    match: { from: 'subject' as const, to: 'primary' },
  };
  const metrics = { listen: { port }, token: secret };
  const written = await writeInstallation({ metrics, workers }, { METRICS_TOKEN: token }, fileOf([profile]));
  const serving = await written.serve();
  closers.push(
    () => written.remove(),
    () => system.close(),
    () => serving.stop(),
  );
  const figures = () => fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return { installation: written, figures };
}

/** A name that must stand in no figure. */
const name = 'ada.lovelace@uni.example';

async function failToSignIn({ url }: WrittenInstallation, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${url}/demo/login/system`));
    await browser.submit(form, { username: name, password: 'wrong' });
  }
}

function valueOf(text: string, line: RegExp): number {
  return Number(new RegExp(`^${line.source} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

describe('the figures of an installation', () => {
  test('count sign-ins, password checks, upstreams, answers and the process, and name nobody', async () => {
    const { installation: served, figures } = await installation(1);
    await failToSignIn(served, 2);
    const answer = await figures();
    assert.equal(answer.status, 200);
    const text = await answer.text();
    const refused =
      /vestibule_sign_ins_total\{institution="demo",profile="system",door="self",outcome="VST_CREDENTIALS_REFUSED"\}/;
    assert.equal(valueOf(text, refused), 2);
    const checked =
      /vestibule_password_check_seconds_count\{institution="demo",door="self",outcome="VST_CREDENTIALS_REFUSED"\}/;
    assert.equal(valueOf(text, checked), 2);
    assert.equal(
      valueOf(text, /vestibule_upstream_seconds_count\{institution="demo",profile="system",outcome="refused"\}/),
      2,
    );
    assert.equal(
      valueOf(text, /vestibule_http_request_seconds_count\{route="sign-in",method="POST",status="4xx"\}/),
      2,
    );
    assert.ok(valueOf(text, /process_resident_memory_bytes/) > 0);
    assert.ok(valueOf(text, /nodejs_eventloop_lag_p99_seconds/) >= 0);
    assert.doesNotMatch(text, /lovelace|uni\.example|attempt=/);
    for (const line of text.split('\n')) assert.ok(line.length < 500);
  });

  test('are not shown at the address that people use, nor without the token', async () => {
    const { installation: served, figures } = await installation(1);
    assert.equal((await fetch(`${served.url}/metrics`)).status, 404);
    assert.equal((await fetch(`${served.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status, 404);
    assert.equal((await fetch((await figures()).url)).status, 403);
  });

  test('of several workers are those of all of them', async () => {
    const { installation: served, figures } = await installation(2);
    const counted = async () => valueOf(await (await figures()).text(), /vestibule_workers_counted/);
    for (let tries = 0; tries < 50 && (await counted()) !== 2; tries++) await wait(100);
    await failToSignIn(served, 6);
    const text = await (await figures()).text();
    assert.equal(valueOf(text, /vestibule_workers_counted/), 2);
    const all = [...text.matchAll(/^vestibule_sign_ins_total\{.*outcome="VST_CREDENTIALS_REFUSED"\} (\d+)$/gm)];
    assert.equal(
      all.reduce((sum, [, value]) => sum + Number(value), 0),
      6,
    );
  });
});

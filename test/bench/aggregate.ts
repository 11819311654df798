import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { madeUpMembers, writeAggregate } from '../support/saml-aggregate.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import type { Refresh } from './aggregate-served.ts';
import { type Bench, inMs, quantile } from './measure.ts';
import { startServed } from './served.ts';

const growthMaxMiB = 50;
const verifierMaxMiB = 2048;
const secondsMax = 90;

export const aggregateBench: Bench = {
  name: 'aggregate',
  about: 'a federation of 10,000 identity providers read anew while people look for theirs',
  async run({ quick, note }) {
    const directory = await mkdtemp(join(tmpdir(), 'vestibule-aggregate-'));
    const file = join(directory, 'federation.xml');
    const signer = testKeyPair('federation operator');
    const count = quick ? 1000 : 10_000;
    writeAggregate(file, { members: madeUpMembers(count, [testKeyPair('member')]), signer });
    const publisher = await startServed('aggregate-publisher.ts', { file });
    const aggregate = await publisher.call<string>('url');
    const server = await startServed('aggregate-served.ts', { aggregate, certificate: signer.certificate });
    try {
      note(`${count} identity providers, ${((await stat(file)).size / 1e6).toFixed(1)} MB`);
      await server.call<Refresh>('refresh');
      const url = await server.call<string>('url');
      await timesUntil(url, count, wait(quick ? 2000 : 20_000));
      const alone = await timesUntil(url, count, wait(quick ? 3000 : 20_000));
      await publisher.call('watch', await server.call<number>('pid'));
      const refreshing = server.call<Refresh>('refresh');
      const beside = await timesUntil(url, count, refreshing);
      const { outcome, seconds, before, most } = await refreshing;
      const verifier = await publisher.call<number>('most');
      if (!outcome.includes('renewed')) throw new Error(`The aggregate was not read: ${outcome}`);
      note(`${beside.length} pages and requests during ${seconds.toFixed(1)} s, ${alone.length} before`);
      const [ours, bare] = [quantile(beside, 0.99), quantile(alone, 0.99)];
      const growth = most - before;
      const mib = (value: number) => `${value.toFixed(0)} MiB`;
      const what = `aggregate of ${count} read anew`;
      const row = { bare: '', compared: '' };
      return [
        {
          what: `${what}: p99 of pages beside it`,
          ours: inMs(ours),
          bare: `${inMs(bare)} alone`,
          compared: `${(ours / bare).toFixed(2)} x; p50 ${inMs(quantile(beside, 0.5))} beside ${inMs(quantile(alone, 0.5))}`,
          target: '≤ 2 x',
          met: ours <= 2 * bare,
        },
        {
          ...row,
          what: `${what}: the server grows by`,
          ours: mib(growth),
          compared: `from ${mib(before)}`,
          target: `< ${growthMaxMiB} MiB`,
          met: growth < growthMaxMiB,
        },
        {
          ...row,
          what: `${what}: the verifier takes`,
          ours: mib(verifier),
          target: `< ${verifierMaxMiB} MiB`,
          met: verifier < verifierMaxMiB,
        },
        {
          ...row,
          what: `${what}: time`,
          ours: `${seconds.toFixed(1)} s`,
          target: `< ${secondsMax} s`,
          met: seconds < secondsMax,
        },
      ];
    } finally {
      await server.close();
      await publisher.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** The page of all, a search, and a sign-in that leaves for a university, in turns, some thirty in a second: one source may begin 3,000 sign-ins a minute. */
async function timesUntil(url: string, count: number, end: Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  const state = { over: false };
  const ended = end.finally(() => {
    state.over = true;
  });
  const base = `${url}/demo/login/federation`;
  for (let turn = 0; !state.over; turn++) {
    const idp = encodeURIComponent(`https://idp${(turn * 7919) % count}.example/idp/shibboleth`);
    const address = [base, `${base}?q=univ%20koln&page=2`, `${base}?idp=${idp}`][turn % 3] ?? base;
    const begun = performance.now();
    const response = await fetch(address, { redirect: 'manual' });
    await response.text();
    times.push(performance.now() - begun);
    if (response.status !== 200 && response.status !== 303) throw new Error(`${address} answered ${response.status}`);
    await wait(30);
  }
  await ended;
  return times;
}

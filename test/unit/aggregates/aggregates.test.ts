// A federation's aggregate read onto the disk: over real HTTP, by the real process that verifies it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type AggregateRoom, createAggregates } from '../../../src/aggregates/aggregates.ts';
import { verifyAggregate } from '../../../src/aggregates/verify.ts';
import { createOutbound } from '../../../src/outbound/outbound.ts';
import { fakeClock } from '../../support/fakes.ts';
import { type AggregateParts, madeUpMembers, writeAggregate } from '../../support/saml-aggregate.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';

const signer = testKeyPair('federation operator');
const members = madeUpMembers(300, [testKeyPair('member')]);
const dayMs = 86_400_000;

describe('An aggregate of a federation', () => {
  const clock = fakeClock();
  const rooms: AggregateRoom[] = [];
  let directory: string;
  let served: string;
  let server: Server;
  let url: string;
  let answer: 'document' | 'unchanged' | 'broken' | 'page' = 'document';
  let asked = 0;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'aggregates-'));
    served = join(directory, 'served.xml');
    server = createServer((request, response) => {
      asked++;
      if (answer === 'broken') return void response.destroy();
      if (answer === 'page') return void response.end('<!doctype html><html></html>');
      if (answer === 'unchanged' && request.headers['if-none-match'] === '"1"')
        return void response.writeHead(304).end();
      response.writeHead(200, { etag: '"1"' }).end(readFileSync(served));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/aggregate.xml`;
  });
  after(async () => {
    await Promise.all(rooms.map((room) => room.close()));
    await new Promise((resolve) => server.close(resolve));
    rmSync(directory, { recursive: true });
  });

  const publish = (parts: Partial<AggregateParts> = {}, days = 10) =>
    writeAggregate(served, { members, signer, validUntil: at(days), ...parts });
  const at = (days: number) => new Date(clock.now() + days * dayMs).toISOString();
  const logged: string[] = [];
  const node = (data: string, location = url, signers = [signer.certificate]) => {
    const note = (event: string) => void logged.push(event);
    const room = createAggregates({
      directory: join(directory, data),
      outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
      clock,
      languages: ['en', 'de'],
      log: { info: note, warn: note, error: note },
    });
    rooms.push(room);
    return { room, aggregate: room.open({ location, signers, refreshMinutes: 60 }) };
  };
  const page = (query: string, language = 'en', offset = 0) => ({ query, language, offset, limit: 20 });

  test('is held entity by entity, and nothing before it was read', async () => {
    publish();
    const { room, aggregate } = node('a');
    assert.equal(await aggregate.status(), undefined);
    assert.equal(await aggregate.entity('https://idp7.example/idp/shibboleth'), undefined);
    assert.deepEqual(await room.refreshDue(), [{ type: 'renewed', count: 300 }]);
    const facts = JSON.parse((await aggregate.entity('https://idp7.example/idp/shibboleth')) ?? '{}') as {
      scopes: string[];
    };
    assert.deepEqual(facts.scopes, ['uni7.example']);
    assert.equal(await aggregate.entity("' OR 1=1 --"), undefined);
    assert.equal((await aggregate.status())?.count, 300);
    assert.deepEqual(
      readdirSync(join(directory, 'a', 'aggregates'))
        .map((name) => name.split('.')[1] ?? '')
        .toSorted((left, right) => left.localeCompare(right)),
      ['json', 'sqlite'],
    );
  });

  test('is searched by words in any order, and listed in the order of the language', async () => {
    const { aggregate } = node('a');
    const german = await aggregate.page(page('299 koln', 'de'));
    const names = (await aggregate.page(page('koln'))).entries.map(({ name }) => name);
    assert.deepEqual(german.entries, []);
    assert.deepEqual((await aggregate.page(page('zurich univ 3'))).entries[0]?.name, 'University of Zürich 3');
    assert.equal(
      (await aggregate.page(page('uni299.example'))).entries[0]?.entityId,
      'https://idp299.example/idp/shibboleth',
    );
    assert.deepEqual(names, names.toSorted(new Intl.Collator('en').compare));
    const all = await aggregate.page(page('', 'de', 280));
    assert.equal(all.total, 300);
    assert.equal(all.entries.length, 20);
    assert.match(all.entries[0]?.name ?? '', /^Universität/);
    assert.equal((await aggregate.page(page('" OR * NEAR('))).total, 0);
  });

  test('is read by one of the processes that share a directory, and seen by all', async () => {
    clock.advance(2 * 3_600_000);
    const before = asked;
    const [first, second] = [node('a'), node('a')];
    const outcomes = await Promise.all([first.room.refreshDue(), second.room.refreshDue()]);
    assert.equal(asked - before, 1);
    assert.equal(outcomes.flat().filter(({ type }) => type === 'renewed').length, 1);
    assert.equal((await second.aggregate.status())?.count, 300);
  });

  test('stays as it is while the server has nothing newer', async () => {
    clock.advance(2 * 3_600_000);
    answer = 'unchanged';
    const { room } = node('a');
    assert.deepEqual(await room.refreshDue(), [{ type: 'unchanged' }]);
    assert.deepEqual(await room.refreshDue(), [{ type: 'not-due' }]);
    answer = 'document';
  });

  for (const [what, change, expected] of [
    ['is signed by somebody else', () => publish({ signer: testKeyPair('x') }), /no valid signature/],
    [
      'was changed after it was signed',
      () => publish({ tamper: (xml) => xml.replace('uni2.example', 'uni1.example') }),
      /no valid/,
    ],
    ['is older than the one in force', () => publish({}, 5), /older/],
    ['has ended', () => publish({}, -1), /ended/],
    ['has no end', () => publish({ validUntil: undefined }), /validUntil/],
    ['is a web page', () => void (answer = 'page'), /HTML/],
    ['does not come whole', () => void (answer = 'broken'), /not reached: network/],
  ] as const) {
    test(`is kept when a new one ${what}, and the reason is told`, async () => {
      clock.advance(2 * 3_600_000);
      change();
      const { room, aggregate } = node('a');
      const [refreshed] = await room.refreshDue();
      assert.equal(refreshed?.type, 'failed');
      assert.match((await aggregate.fault()) ?? '', expected);
      assert.equal((await aggregate.status())?.count, 300);
      answer = 'document';
      publish();
    });
  }

  test('counts no more once it has ended', async () => {
    const { aggregate } = node('a');
    clock.advance(11 * dayMs);
    assert.equal(await aggregate.status(), undefined);
    assert.equal(await aggregate.entity('https://idp7.example/idp/shibboleth'), undefined);
    assert.equal((await aggregate.page(page(''))).total, 0);
  });

  test('counts for nothing where other signers are configured', async () => {
    publish();
    const { room } = node('b');
    await room.refreshDue();
    const other = node('b', url, [testKeyPair('another').certificate]);
    assert.equal(await other.aggregate.status(), undefined);
    const [refreshed] = await other.room.refreshDue();
    assert.match(refreshed?.type === 'failed' ? refreshed.detail : '', /no valid signature/);
  });

  test('is read from a file of this machine', async () => {
    const { room, aggregate } = node('c', pathToFileURL(served).href);
    await room.refreshDue();
    assert.equal((await aggregate.status())?.count, 300);
    clock.advance(2 * 3_600_000);
    assert.deepEqual(await room.refreshDue(), [{ type: 'unchanged' }]);
  });

  test('is given up when it takes more time or memory than its share', async () => {
    const task = {
      document: served,
      signers: [signer.certificate],
      now: clock.now(),
      languages: ['en'],
      notEndingBefore: 0,
      written: join(directory, 'given-up.sqlite'),
    };
    const never = new AbortController().signal;
    const slow = await verifyAggregate(task, never, { timeoutMs: 50, memoryMiB: 2048 });
    assert.match(slow.type === 'refused' ? slow.detail : '', /not verified within/);
    const large = await verifyAggregate(task, never, { timeoutMs: 30_000, memoryMiB: 40 });
    assert.equal(large.type, 'refused');
    const stopped = await verifyAggregate(task, AbortSignal.abort());
    assert.match(stopped.type === 'refused' ? stopped.detail : '', /stopped/);
  });
});

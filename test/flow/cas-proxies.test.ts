// Applications that act for a person at other applications: what they are called with, and what they may buy with it.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { ada, casLibrary, outcomeOf, service, ticketFor, validated } from '../support/cas-application.ts';
import { type HttpsFront, startHttpsFront } from '../support/https-front.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const target = 'https://shelf.example/';

describe('proxy-granting tickets', () => {
  let house: RunningVestibule;
  let front: HttpsFront;
  let portal: Server;
  let browser: Browser;
  let calls: URL[] = [];
  let answer = 200;

  before(async () => {
    front = await startHttpsFront();
    portal = createServer((req, res) => {
      calls.push(new URL(req.url ?? '', front.url));
      res.writeHead(answer, answer === 302 ? { location: 'https://elsewhere.example/' } : {}).end();
    });
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    front.route('/portal', `http://127.0.0.1:${(portal.address() as AddressInfo).port}`);
    house = await startVestibule({
      installation: { outboundAllow: ['127.0.0.0/8', '::1'] },
      institutions: () => [library()],
    });
    await house.seed('demo', [ada]);
  });
  after(async () => {
    portal.close();
    portal.closeAllConnections();
    await house?.close();
    await front?.stop();
  });
  beforeEach(async () => {
    [browser, calls, answer] = [openBrowser(), [], 200];
    await house.load([library()]);
  });

  const callback = () => `${front.url}/portal/callback?x=1`;
  const shelf = (more: object = {}) => ({
    kind: 'cas' as const,
    id: 'shelf',
    name: 'Shelf',
    services: [target],
    proxiedBy: ['catalogue'],
    release: { vendor: true },
    ...more,
  });
  const library = (more: object = { proxy: { callbacks: [`${front.url}/portal`] } }, other: object = {}) =>
    casLibrary(more, [shelf(other)]);

  const ask = async (pgtUrl: string, path = '/p3/serviceValidate') =>
    validated(house, path, { service, ticket: await ticketFor(house, browser), pgtUrl });
  const buy = (pgt: string, targetService = target) => validated(house, '/proxy', { pgt, targetService });

  async function granted(): Promise<string> {
    assert.equal(outcomeOf(await ask(callback())), 'success');
    return calls.at(-1)?.searchParams.get('pgtId') ?? assert.fail('not called');
  }
  async function bought(pgt: string): Promise<string> {
    return /<cas:proxyTicket>(PT-[0-9a-f]{64})</.exec(await buy(pgt))?.[1] ?? assert.fail('no proxy ticket');
  }

  test('the application is called with the ticket, and finds it again by what the answer names', async () => {
    const body = await ask(callback());
    const [call, ...more] = calls;
    assert.equal(more.length, 0);
    assert.equal(call?.searchParams.get('x'), '1');
    assert.match(call?.searchParams.get('pgtId') ?? '', /^PGT-[0-9a-f]{64}$/);
    const iou = call?.searchParams.get('pgtIou') ?? '';
    assert.ok(body.includes(`<cas:proxyGrantingTicket>${iou}</cas:proxyGrantingTicket>`), body);
  });

  test('it buys tickets for another application, which knows the person by its own name for her', async () => {
    const pgt = await granted();
    const ticket = await bought(pgt);
    const body = await validated(house, '/p3/proxyValidate', { service: target, ticket });
    assert.equal(outcomeOf(body), 'success');
    assert.doesNotMatch(body, /p0001/);
    assert.match(body, /<cas:isFromNewLogin>false</);
    assert.ok(body.includes(`<cas:proxies><cas:proxy>${callback()}</cas:proxy></cas:proxies>`), body);
    assert.notEqual(await bought(pgt), ticket);
  });

  test('a proxy ticket is taken at proxyValidate only, once, and never with renew', async () => {
    const pgt = await granted();
    const at = async (path: string, more: object = {}) =>
      outcomeOf(await validated(house, path, { service: target, ticket: await bought(pgt), ...more }));
    assert.equal(await at('/serviceValidate'), 'INVALID_TICKET_SPEC');
    assert.equal(await at('/p3/serviceValidate'), 'INVALID_TICKET_SPEC');
    assert.equal(await at('/proxyValidate', { renew: 'true' }), 'INVALID_TICKET');
    const ticket = await bought(pgt);
    const once = () => validated(house, '/proxyValidate', { service: target, ticket });
    assert.deepEqual([outcomeOf(await once()), outcomeOf(await once())], ['success', 'INVALID_TICKET']);
  });

  test('a service ticket is taken at proxyValidate too', async () => {
    const ticket = await ticketFor(house, browser);
    assert.equal(outcomeOf(await validated(house, '/proxyValidate', { service, ticket })), 'success');
  });

  test('an application without "proxy" is called with nothing and told nothing', async () => {
    await house.load([library({}, { proxiedBy: undefined })]);
    assert.equal(outcomeOf(await ask(callback())), 'UNAUTHORIZED_SERVICE_PROXY');
    assert.deepEqual(calls, []);
  });

  for (const [what, pgtUrl] of [
    ['of another host', () => 'https://evil.example/portal'],
    ['of another path', () => `${front.url}/portals`],
    ['without https', () => front.url.replace('https', 'http')],
    ['with dot segments', () => `${front.url}/portal/../x`],
    ['with a user name', () => front.url.replace('https://', 'https://a@')],
    ['that is no address', () => 'x'],
  ] as const) {
    test(`an address ${what} is not called`, async () => {
      assert.equal(outcomeOf(await ask(pgtUrl())), 'INVALID_PROXY_CALLBACK');
      assert.deepEqual(calls, []);
    });
  }

  test('a redirect, and a server that cannot be reached, are no answer', async () => {
    answer = 302;
    assert.equal(outcomeOf(await ask(callback())), 'INVALID_PROXY_CALLBACK');
    await house.load([library({ proxy: { callbacks: ['https://127.0.0.1:1/'] } })]);
    assert.equal(outcomeOf(await ask('https://127.0.0.1:1/')), 'INVALID_PROXY_CALLBACK');
  });

  test('an address that answers with a fault gets no ticket that is good', async () => {
    answer = 404;
    const body = await ask(callback());
    assert.equal(outcomeOf(body), 'success');
    assert.doesNotMatch(body, /proxyGrantingTicket/);
    assert.equal(outcomeOf(await buy(calls[0]?.searchParams.get('pgtId') ?? '')), 'INVALID_TICKET');
  });

  test('only applications that name it in "proxiedBy" are reached', async () => {
    const pgt = await granted();
    await house.load([library(undefined, { proxiedBy: undefined })]);
    assert.equal(outcomeOf(await buy(pgt)), 'UNAUTHORIZED_SERVICE');
    assert.equal(outcomeOf(await buy(pgt, 'https://evil.example/')), 'UNAUTHORIZED_SERVICE');
    assert.equal(outcomeOf(await buy(pgt, service)), 'UNAUTHORIZED_SERVICE');
  });

  test('an application that does not take the person is not reached', async () => {
    const pgt = await granted();
    await house.load([library(undefined, { release: { recordTypes: ['staff'] } })]);
    assert.equal(outcomeOf(await buy(pgt)), 'UNAUTHORIZED_SERVICE');
  });

  test('the ticket ends with the session, and with the right to use it', async () => {
    const pgt = await granted();
    const proxyTicket = await bought(pgt);
    await house.load([library({}, { proxiedBy: undefined })]);
    assert.equal(outcomeOf(await buy(pgt)), 'UNAUTHORIZED_SERVICE_PROXY');
    await house.load([library()]);
    await browser.submit(await browser.get(`${house.url}/demo/logout`));
    assert.equal(outcomeOf(await buy(pgt)), 'INVALID_TICKET');
    const body = await validated(house, '/proxyValidate', { service: target, ticket: proxyTicket });
    assert.equal(outcomeOf(body), 'INVALID_TICKET');
  });

  test('what is missing or made up buys nothing', async () => {
    assert.equal(outcomeOf(await validated(house, '/proxy', { targetService: target })), 'INVALID_REQUEST');
    assert.equal(outcomeOf(await validated(house, '/proxy', { pgt: `PGT-${'0'.repeat(64)}` })), 'INVALID_REQUEST');
    assert.equal(outcomeOf(await buy(`PGT-${'0'.repeat(64)}`)), 'INVALID_TICKET');
    assert.match(
      await validated(house, '/proxy', { pgt: 'x', targetService: target, format: 'JSON' }),
      /"proxyFailure"/,
    );
  });

  test('a chain of proxies is told whole, the nearest first', async () => {
    await house.load([library(undefined, { proxy: { callbacks: [`${front.url}/portal`] } })]);
    const ticket = await bought(await granted());
    const second = `${front.url}/portal/second`;
    await validated(house, '/proxyValidate', { service: target, ticket, pgtUrl: second });
    const pgt = calls.at(-1)?.searchParams.get('pgtId') ?? '';
    await house.load([
      casLibrary({ proxy: { callbacks: [`${front.url}/portal`] }, proxiedBy: ['shelf'] }, [
        shelf({ proxy: { callbacks: [`${front.url}/portal`] } }),
      ]),
    ]);
    const last = /PT-[0-9a-f]{64}/.exec(await buy(pgt, service))?.[0] ?? '';
    const body = await validated(house, '/proxyValidate', { service, ticket: last });
    assert.match(body, /portal\/second<\/cas:proxy><cas:proxy>[^<]*portal\/callback\?x=1</);
  });
});

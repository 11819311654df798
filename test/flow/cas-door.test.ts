// Applications that ask by CAS, over real HTTP: from `/login` to what a ticket says, and to the end of the session.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { tellSignedOut } from '../../src/relying-parties/cas/sign-out.ts';
import { createParticipants } from '../../src/session/participants.ts';
import { type Browser, openBrowser } from '../support/browse.ts';
import {
  ada,
  casLibrary,
  casParty,
  loginUrl,
  outcomeOf,
  password,
  samlRequest,
  service,
  ticketFor,
  toLogin,
  validated,
  withPassword,
} from '../support/cas-application.ts';
import { fakeClock } from '../support/fakes.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('the CAS door', () => {
  const clock = fakeClock();
  let house: RunningVestibule;
  let browser: Browser;

  before(async () => {
    house = await startVestibule({ institutions: () => [casLibrary()], clock });
    await house.seed('demo', [
      ada,
      { primaryIdentifier: 'p0002', name: { last: 'Bob' }, password },
      { primaryIdentifier: 'p0003', name: { last: 'Carl' }, password, recordType: 'staff' },
    ]);
  });
  after(() => house.close());
  beforeEach(async () => {
    browser = openBrowser();
    await house.load([casLibrary()]);
  });

  const p3 = (ticket: string, more: Readonly<Record<string, string>> = {}) =>
    validated(house, '/p3/serviceValidate', { service, ticket, ...more });
  const auditOf = async (action: string) =>
    (await house.parts.store.journal.auditOf('demo', 50)).filter((entry) => entry.action === action);

  describe('signing in for an application', () => {
    test('sends the person back with a ticket that tells who she is', async () => {
      const page = await toLogin(house, browser);
      assert.equal(page.status, 200);
      assert.match(page.body, /Catalogue/);
      const back = await withPassword(house, browser, page);
      const landed = new URL(back.headers.get('location') ?? '');
      assert.equal(landed.origin + landed.pathname, service);
      const ticket = landed.searchParams.get('ticket') ?? '';
      assert.match(ticket, /^ST-[0-9a-f]{64}$/);
      const body = await p3(ticket);
      assert.match(
        body,
        /^<cas:serviceResponse xmlns:cas="http:\/\/www\.yale\.edu\/tp\/cas"><cas:authenticationSuccess>/,
      );
      assert.match(body, /<cas:user>p0001<\/cas:user><cas:attributes>/);
      assert.match(body, /<cas:name>Ada O’Hara &lt;&amp;(?:&gt;|>) "Söhne"<\/cas:name>/);
      assert.match(body, /<cas:card>29301<\/cas:card><cas:card>29302<\/cas:card>/);
      assert.match(body, /<cas:mail>ada@uni\.example<\/cas:mail>/);
      assert.match(body, /<cas:isFromNewLogin>true<\/cas:isFromNewLogin>/);
      assert.match(body, /<cas:longTermAuthenticationRequestTokenUsed>false</);
      assert.match(body, /<cas:authenticationDate>\d{4}-\d\d-\d\dT[\d:.]+Z</);
    });

    test('who is signed in already is not asked again, and it is told', async () => {
      await ticketFor(house, browser);
      const body = await p3(await ticketFor(house, browser));
      assert.match(body, /<cas:user>p0001<\/cas:user>/);
      assert.match(body, /<cas:isFromNewLogin>false<\/cas:isFromNewLogin>/);
    });

    test('renew asks a signed-in person again, and the ticket then proves it', async () => {
      await ticketFor(house, browser);
      clock.advance(5000);
      const page = await toLogin(house, browser, { service, renew: 'true' });
      assert.equal(page.status, 200);
      const ticket = await ticketFor(house, browser, { service, renew: 'true' });
      assert.equal(outcomeOf(await p3(ticket, { renew: 'true' })), 'success');
    });

    test('a validation with renew refuses a ticket of a standing session', async () => {
      await ticketFor(house, browser);
      assert.equal(outcomeOf(await p3(await ticketFor(house, browser), { renew: 'true' })), 'INVALID_TICKET');
    });

    test('gateway sends a stranger back without a ticket and shows nothing', async () => {
      const back = await toLogin(house, browser, { service: `${service}?q=1`, gateway: 'true' });
      assert.equal(back.headers.get('location'), `${service}?q=1`);
    });

    test('gateway sends a signed-in person back with a ticket', async () => {
      await ticketFor(house, browser);
      const back = await toLogin(house, browser, { service, gateway: 'true' });
      assert.match(back.headers.get('location') ?? '', /\?ticket=ST-/);
    });

    test('renew counts where gateway is asked for too', async () => {
      await ticketFor(house, browser);
      assert.equal((await toLogin(house, browser, { service, gateway: 'true', renew: 'true' })).status, 200);
    });

    test('method=POST has the browser post the ticket', async () => {
      await ticketFor(house, browser);
      const page = await browser.get(loginUrl(house, { service, method: 'POST' }));
      assert.equal(page.status, 200);
      assert.match(page.body, /<form method="post" action="https:\/\/catalogue\.example\/app\/"/);
      const ticket = /name="ticket" value="(ST-[0-9a-f]{64})"/.exec(page.body)?.[1] ?? '';
      assert.match(
        page.headers.get('content-security-policy') ?? '',
        /form-action 'self' https:\/\/catalogue\.example/,
      );
      assert.equal(outcomeOf(await p3(ticket)), 'success');
    });

    test('a request by POST of another site becomes the same by GET, without a password that came with it', async () => {
      const body = new URLSearchParams({ service, renew: 'true', username: 'x', password: 'y' });
      const posted = await fetch(`${house.url}/demo/cas/login`, { method: 'POST', body, redirect: 'manual' });
      assert.equal(posted.status, 303);
      assert.equal(posted.headers.get('location'), `/demo/cas/login?service=${encodeURIComponent(service)}&renew=true`);
    });

    test('the query of the service stays as it is, letter by letter', async () => {
      await ticketFor(house, browser);
      const wanted = `${service}search?q=a%20b+c&x=%2F|[~]&y`;
      const back = await toLogin(house, browser, { service: wanted });
      const location = back.headers.get('location') ?? '';
      assert.ok(location.startsWith(`${wanted}&ticket=ST-`), location);
      const ticket = new URL(location).searchParams.get('ticket') ?? '';
      assert.equal(outcomeOf(await p3(ticket, { service: wanted })), 'success');
    });

    test('TARGET is answered with SAMLart', async () => {
      await ticketFor(house, browser);
      const back = await toLogin(house, browser, { TARGET: service });
      assert.match(back.headers.get('location') ?? '', /\?SAMLart=ST-/);
    });

    test('without a service the person sees her own page', async () => {
      await ticketFor(house, browser);
      const page = await toLogin(house, browser, {});
      assert.equal(new URL(page.url).pathname, '/demo/me');
    });

    test('who cancels comes back without a ticket', async () => {
      const page = await toLogin(house, browser);
      const cancel =
        /href="([^"]*cancel[^"]*)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail('no cancel');
      const back = await browser.follow(await browser.get(new URL(cancel, page.url).href), (to) => to === service);
      assert.equal(back.headers.get('location'), service);
    });

    test('an application that does not take the person gets nothing, and she is told', async () => {
      await house.load([casLibrary({ release: { subject: 'primary', recordTypes: ['staff'] } })]);
      const page = await withPassword(house, browser, await toLogin(house, browser));
      assert.equal(page.status, 403);
      assert.match(page.body, /VST-|<main/);
      assert.equal((await meOf(house, browser)).signedIn, true);
    });

    test('an application that takes other login profiles asks for one of them', async () => {
      await ticketFor(house, browser);
      await house.load([casLibrary({ profiles: ['off'] })]);
      assert.notEqual((await toLogin(house, browser)).status, 303);
    });
  });

  describe('a service that is not registered', () => {
    const hostile = [
      'https://evil.example/',
      'https://catalogue.example.evil.example/app/',
      'https://catalogue.example@evil.example/app/',
      'https://evil.example/https://catalogue.example/app/',
      'https://catalogue.example:8443/app/',
      'http://catalogue.example/app/',
      'https://Catalogue.example/app/',
      'https://catalogue.example/application',
      'https://catalogue.example/app/../admin',
      'https://catalogue.example/app/%2e%2e/admin',
      'https://catalogue.example/app/%252e%252e/admin',
      'https://catalogue.example/app/..;/admin',
      'https://catalogue.example/app%2f..%2fadmin',
      'https://catalogue.example\\@evil.example/app/',
      'https://catalogue.example/app/\\..\\admin',
      'https://catalogue.example/app/#ticket',
      'https://user@catalogue.example/app/',
      'https://catalogue.example/app/\r\nSet-Cookie: a=b',
      'https://catalogue.example/app/%0d%0aSet-Cookie:%20a=b',
      'https://catalogue.example/app/?ticket=ST-1',
      'https://catalogue.example/app/?a=1&SAMLart=ST-1',
      'https://cätalogue.example/app/',
      'https://ｃatalogue.example/app/',
      '//catalogue.example/app/',
      'catalogue.example/app/',
      'javascript:alert(1)//https://catalogue.example/app/',
      'data:text/html,x',
      'https:catalogue.example/app/',
      'https:///catalogue.example/app/',
      ' https://catalogue.example/app/',
      `https://catalogue.example/app/${'a'.repeat(2100)}`,
    ];
    for (const wanted of hostile) {
      test(`gets our own page and nobody: ${JSON.stringify(wanted.slice(0, 70))}`, async () => {
        await ticketFor(house, browser);
        const answer = await browser.get(loginUrl(house, { service: wanted }));
        assert.equal(answer.status, 403);
        assert.equal(answer.headers.get('location'), null);
        assert.match(answer.body, /does not know this application/);
      });
    }

    test('a switched-off application is not registered', async () => {
      await house.load([casLibrary({ enabled: false })]);
      assert.equal((await browser.get(loginUrl(house, { service }))).status, 403);
    });

    test('a repeated parameter is refused', async () => {
      const twice = `${loginUrl(house, { service })}&service=${encodeURIComponent('https://evil.example/')}`;
      assert.equal((await browser.get(twice)).status, 400);
    });

    test('HEAD makes no ticket', async () => {
      await ticketFor(house, browser);
      const cookie = [...browser.cookies(house.url)].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(loginUrl(house, { service }), {
        method: 'HEAD',
        headers: { cookie },
        redirect: 'manual',
      });
      assert.equal(answer.status, 405);
    });

    test('the log names the host and not the address', async () => {
      await browser.get(loginUrl(house, { service: 'https://elsewhere.example/secret-path?token=abc' }));
      const line = house.logs.find((text) => text.includes('elsewhere.example')) ?? assert.fail('not logged');
      assert.match(line, /VST_APPLICATION_UNKNOWN/);
      assert.doesNotMatch(line, /secret-path|token/);
    });
  });

  describe('validation', () => {
    test('a ticket is good once', async () => {
      const ticket = await ticketFor(house, browser);
      assert.equal(outcomeOf(await p3(ticket)), 'success');
      assert.equal(outcomeOf(await p3(ticket)), 'INVALID_TICKET');
    });

    test('a ticket for another service is refused, and spent by that', async () => {
      const ticket = await ticketFor(house, browser);
      assert.equal(outcomeOf(await p3(ticket, { service: `${service}other` })), 'INVALID_SERVICE');
      assert.equal(outcomeOf(await p3(ticket)), 'INVALID_TICKET');
    });

    test('the same service written another way is the same', async () => {
      const ticket = await ticketFor(house, browser, { service: 'https://catalogue.example:443/app/?q=a b' });
      assert.equal(outcomeOf(await p3(ticket, { service: `${service}?q=a%20b` })), 'success');
    });

    test('a ticket is over after ten seconds, or what the application has', async () => {
      const short = await startVestibule({ institutions: () => [casLibrary({ ticketSeconds: 1 })] });
      try {
        await short.seed('demo', [ada]);
        const ticket = await ticketFor(short, openBrowser());
        await new Promise((resolve) => setTimeout(resolve, 1100));
        const body = await validated(short, '/p3/serviceValidate', { service, ticket });
        assert.equal(outcomeOf(body), 'INVALID_TICKET');
      } finally {
        await short.close();
      }
      assert.equal(house.app.institutions.get('demo')?.config.relyingParties[0]?.kind, 'cas');
      const party = house.app.institutions.get('demo')?.config.relyingParties[0];
      assert.equal(party?.kind === 'cas' ? party.ticketSeconds : 0, 10);
    });

    test('a ticket of a session that is over says nothing', async () => {
      const ticket = await ticketFor(house, browser);
      await browser.submit(await browser.get(`${house.url}/demo/logout`));
      assert.equal(outcomeOf(await p3(ticket)), 'INVALID_TICKET');
    });

    test('a ticket whose application was switched off, or does not take the person any more, says nothing', async () => {
      const tickets = [
        await ticketFor(house, browser),
        await ticketFor(house, browser),
        await ticketFor(house, browser),
      ];
      await house.load([casLibrary({ enabled: false })]);
      assert.equal(outcomeOf(await p3(tickets[0] ?? '')), 'INVALID_SERVICE');
      await house.load([casLibrary({ release: { recordTypes: ['staff'] } })]);
      assert.equal(outcomeOf(await p3(tickets[1] ?? '')), 'INVALID_TICKET');
      await house.load([casLibrary({ profiles: ['off'] })]);
      assert.equal(outcomeOf(await p3(tickets[2] ?? '')), 'INVALID_TICKET');
    });

    test('what is missing, repeated or unknown is INVALID_REQUEST and spends nothing', async () => {
      const ticket = await ticketFor(house, browser);
      const query = new URLSearchParams({ service, ticket });
      for (const text of [
        'ticket=ST-1',
        `service=${encodeURIComponent(service)}`,
        `${query.toString()}&ticket=${ticket}`,
        `${query.toString()}&service=x`,
        `${query.toString()}&format=YAML`,
      ]) {
        const response = await fetch(`${house.url}/demo/cas/serviceValidate?${text}`);
        assert.equal(outcomeOf(await response.text()), 'INVALID_REQUEST', text);
      }
      assert.equal(outcomeOf(await p3(ticket)), 'success');
    });

    test('every refusal is the same to the letter, whatever was sent', async () => {
      const spent = await ticketFor(house, browser);
      await p3(spent);
      const made = [
        'ST-1',
        `ST-${'0'.repeat(64)}`,
        spent,
        '<script>',
        `ST-1&service=x`,
        'é',
        'PGT-1',
        'a'.repeat(5000),
      ];
      const answers = await Promise.all(made.map((ticket) => p3(ticket)));
      assert.deepEqual(
        [...new Set(answers)],
        [
          '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationFailure code="INVALID_TICKET">The ticket is not valid.</cas:authenticationFailure></cas:serviceResponse>',
        ],
      );
    });

    test('protocol 1 answers in two lines', async () => {
      assert.equal(
        await validated(house, '/validate', { service, ticket: await ticketFor(house, browser) }),
        'yes\np0001\n',
      );
      assert.equal(await validated(house, '/validate', { service, ticket: 'ST-1' }), 'no\n\n');
    });

    test('protocol 2 tells no attributes', async () => {
      const body = await validated(house, '/serviceValidate', { service, ticket: await ticketFor(house, browser) });
      assert.match(body, /<cas:user>p0001<\/cas:user><\/cas:authenticationSuccess>/);
    });

    test('JSON is told where it is asked for', async () => {
      const body = JSON.parse(await p3(await ticketFor(house, browser), { format: 'JSON' })) as {
        serviceResponse: { authenticationSuccess: { user: string; attributes: Record<string, unknown> } };
      };
      const { user, attributes } = body.serviceResponse.authenticationSuccess;
      assert.equal(user, 'p0001');
      assert.deepEqual(attributes['card'], ['29301', '29302']);
      assert.deepEqual(attributes['isFromNewLogin'], [true]);
      assert.deepEqual(JSON.parse(await p3('ST-1', { format: 'json' })), {
        serviceResponse: { authenticationFailure: { code: 'INVALID_TICKET', description: 'The ticket is not valid.' } },
      });
    });

    test('SAML 1.1 over SOAP tells the same', async () => {
      const ticket = await ticketFor(house, browser);
      const url = `${house.url}/demo/cas/samlValidate?TARGET=${encodeURIComponent(service)}`;
      const ask = async (body: string) => (await fetch(url, { method: 'POST', body })).text();
      const body = await ask(samlRequest(ticket));
      assert.match(body, /InResponseTo="_q1"/);
      assert.match(body, /Value="saml1p:Success"/);
      assert.match(body, /<saml1:NameIdentifier>p0001<\/saml1:NameIdentifier>/);
      assert.match(body, /<saml1:Audience>https:\/\/catalogue\.example\/app\/<\/saml1:Audience>/);
      assert.match(
        body,
        /AttributeName="card"[^>]*><saml1:AttributeValue>29301<\/saml1:AttributeValue><saml1:AttributeValue>29302</,
      );
      assert.match(await ask(samlRequest(ticket)), /Value="saml1p:RequestDenied"/);
    });

    test('each release is one line of the audit, and a refusal is none', async () => {
      const before = (await auditOf('release')).length;
      const ticket = await ticketFor(house, browser);
      await p3(ticket);
      await p3(ticket);
      const [entry, ...others] = await auditOf('release');
      assert.equal(others.length, before);
      assert.equal(entry?.relyingParty, 'catalogue');
      assert.deepEqual(entry.detail, {
        door: 'cas',
        subjectType: 'primary',
        claims: 'name card blocked mail',
        user: 'p0001',
      });
      assert.equal(entry.via, 'cas');
    });

    test('no ticket is in the log', async () => {
      const ticket = await ticketFor(house, browser);
      await p3(ticket);
      await p3(ticket);
      assert.ok(house.logs.some((line) => line.includes('used before')));
      assert.equal(
        house.logs.some((line) => line.includes(ticket)),
        false,
      );
    });

    test('two applications know a person by two pseudonyms', async () => {
      const other = { ...casParty, id: 'vendor', services: ['https://vendor.example/'], release: { vendor: true } };
      await house.load([casLibrary({ release: { vendor: true } }, [other])]);
      const userOf = (body: string) => /<cas:user>(.+)<\/cas:user>/.exec(body)?.[1];
      const one = userOf(await p3(await ticketFor(house, browser)));
      const vendor = 'https://vendor.example/';
      const ticket = await ticketFor(house, browser, { service: vendor });
      const two = userOf(await p3(ticket, { service: vendor }));
      assert.ok(one !== undefined && two !== undefined && one !== two && one !== 'p0001');
    });
  });

  describe('the end of a session', () => {
    test('an application leads to our page, which asks, and offers the way back to a registered address', async () => {
      await ticketFor(house, browser);
      const page = await browser.follow(
        await browser.get(`${house.url}/demo/cas/logout?service=${encodeURIComponent(service)}`),
      );
      assert.match(page.body, /Catalogue/);
      assert.equal((await meOf(house, browser)).signedIn, true);
      const done = await browser.follow(await browser.submit(page));
      assert.match(done.body, new RegExp(`href="${service}"`));
      assert.equal((await meOf(house, browser)).signedIn, false);
    });

    test('an address that is not registered is not offered', async () => {
      await ticketFor(house, browser);
      const page = await browser.follow(await browser.get(`${house.url}/demo/cas/logout?url=https://evil.example/`));
      const done = await browser.follow(await browser.submit(page));
      assert.doesNotMatch(done.body, /evil/);
      assert.equal((await meOf(house, browser)).signedIn, false);
    });

    test('whoever took a ticket can be told, at its service and by its ticket', async () => {
      const told: { url: string; body: string }[] = [];
      const application = createServer((req, res) => {
        let body = '';
        req.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        req.on('end', () => {
          told.push({ url: req.url ?? '', body: new URLSearchParams(body).get('logoutRequest') ?? '' });
          res.writeHead(told.length === 1 ? 200 : 500).end();
        });
      });
      await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
      try {
        const own = `http://127.0.0.1:${(application.address() as AddressInfo).port}/app`;
        await house.load([casLibrary({ services: [own] })]);
        const ticket = await ticketFor(house, browser, { service: `${own}/page?x=1` });
        await p3(ticket, { service: `${own}/page?x=1` });
        const newest = await ticketFor(house, browser, { service: `${own}/page?x=2` });
        await p3(newest, { service: `${own}/page?x=2` });
        const [release] = await auditOf('release');
        assert.equal(release?.relyingParty, 'catalogue');
        const cookie = browser.cookies(house.url).get('vst-demo-session') ?? '';
        const participants = await createParticipants(house.parts).of(house.parts.sealing.hash('session', cookie));
        assert.deepEqual(
          participants.map(({ door, relyingParty, handle }) => ({ door, relyingParty, handle })),
          [{ door: 'cas', relyingParty: 'catalogue', handle: { service: `${own}/page?x=2`, ticket: newest } }],
        );
        const [participant] = participants;
        assert.ok(participant !== undefined);
        const tell = () => tellSignedOut({ ...house.parts, institutions: house.app.institutions }, 'demo', participant);
        assert.deepEqual(await tell(), { type: 'told' });
        assert.equal(told[0]?.url, '/app/page?x=2');
        assert.match(told[0]?.body ?? '', /^<samlp:LogoutRequest [^>]*Version="2\.0"/);
        assert.match(told[0]?.body ?? '', new RegExp(`<samlp:SessionIndex>${newest}</samlp:SessionIndex>`));
        assert.deepEqual(await tell(), { type: 'unreachable', detail: 'answered 500' });
        await house.load([casLibrary({ services: [own], logoutUrl: `${own}/over` })]);
        await tell();
        assert.equal(told[2]?.url, '/app/over');
        await house.load([casLibrary({ services: [own], singleLogout: false })]);
        assert.deepEqual(await tell(), { type: 'cannot' });
        assert.equal(told.length, 3);
      } finally {
        application.close();
        application.closeAllConnections();
      }
    });

    test('an application that wants no word of it is named as one that may still be open', async () => {
      await house.load([casLibrary({ singleLogout: false })]);
      await p3(await ticketFor(house, browser));
      const page = await browser.submit(await browser.get(`${house.url}/demo/logout`));
      assert.match(page.body, /You may still be signed in at/);
    });
  });
});

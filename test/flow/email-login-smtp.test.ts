// From an application to a mail server and back: over SMTP with TLS, on two nodes, in German, with the delivery told to the desk.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { deliveryLog } from '../../src/mail/delivery-log.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { address } from '../support/email-login.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RelyingParty, startRelyingParty } from '../support/relying-party.ts';
import { headerOf, partsOf, type ReceivedLetter, type SmtpPeer, startSmtp } from '../support/smtp.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let smtp: SmtpPeer;
let application: RelyingParty;
let house: RunningVestibule;

const file = (): InstitutionInput =>
  libraryOf({
    profiles: [
      { id: 'mail', kind: 'email-link', label: 'Email', limits: { perAddress: 100, perSource: 1000 } },
      { id: 'other', kind: 'email-link', label: 'Other', recordTypes: ['staff'] },
    ],
    relyingParties: [application.configuration],
    mail: { from: 'hallo@demo.example', replyTo: 'auskunft@demo.example' },
  });

before(async () => {
  const login = { user: 'vestibule', password: 'secret-of-SMTP-which-is-long-enough' };
  smtp = await startSmtp({ login });
  application = await startRelyingParty({ host: '127.0.0.2' });
  house = await startVestibule({
    institutions: () => [file()],
    installation: {
      mail: {
        engine: 'smtp',
        host: smtp.host,
        port: smtp.port,
        ca: smtp.certificate,
        serverName: 'localhost',
        username: login.user,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        password: '${env:SMTP}',
        from: 'library@lib.example',
      },
    },
  });
  application.trust(`${house.url}/demo/oidc`);
  await house.seed('demo', [
    { primaryIdentifier: 'ada', emails: [address('ada@uni.example')] },
    { primaryIdentifier: 'bea', emails: [address('bea@uni.example')] },
  ]);
});
after(async () => {
  await house.close();
  await application.close();
  await smtp.close();
});

async function nextLetter(before: number): Promise<ReceivedLetter> {
  for (const end = performance.now() + 8000; performance.now() < end; await wait(20)) {
    const letter = smtp.received[before];
    if (letter !== undefined) return letter;
  }
  throw new Error(`No letter came.\n${house.logs.join('')}`);
}

/** From the application to the page that asks for the address. */
async function begin(browser: Browser, language = 'en'): Promise<Answer> {
  const chooser = await browser.follow(
    await browser.get(`${application.url}/sign-in`, { 'accept-language': language }),
  );
  const href = /href="([^"]*\/login\/mail\?[^"]*)"/.exec(chooser.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return browser.follow(await browser.get(new URL(href, chooser.url).href));
}

/** Follows the page that goes on by itself, and every redirect after it. */
async function goOn(browser: Browser, page: Answer): Promise<Answer> {
  const target = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&');
  assert.ok(target !== undefined, page.body.slice(0, 400));
  return browser.follow(await browser.get(new URL(target, page.url).href));
}

const codeOf = (letter: ReceivedLetter) =>
  /\b(\d{3}) (\d{3})\b/
    .exec(partsOf(letter)['text/plain'] ?? '')
    ?.slice(1)
    .join('') ?? '';

describe('a sign-in from an application, by mail', () => {
  test('ends at the application, by the code', async () => {
    const browser = openBrowser();
    const count = smtp.received.length;
    const codePage = await browser.follow(await browser.submit(await begin(browser), { email: 'ada@uni.example' }));
    const letter = await nextLetter(count);
    const end = await goOn(browser, await browser.submit(codePage, { code: codeOf(letter) }));
    assert.ok(end.url.startsWith(application.url));
    assert.match(end.body, /ada/);
  });

  test('ends at the application, by the link', async () => {
    const browser = openBrowser();
    const count = smtp.received.length;
    await browser.follow(await browser.submit(await begin(browser), { email: 'bea@uni.example' }));
    const letter = await nextLetter(count);
    const link = /https?:\S+\/link\?t=\S+/.exec(partsOf(letter)['text/plain'] ?? '')?.[0] ?? '';
    const end = await goOn(browser, await browser.submit(await browser.get(link)));
    assert.ok(end.url.startsWith(application.url));
    assert.match(end.body, /bea/);
  });

  test('goes out over TLS, under our user, from the library’s own address', async () => {
    const [letter] = smtp.received;
    assert.ok(letter !== undefined);
    assert.deepEqual([letter.secure, letter.user, letter.from], [true, 'vestibule', 'hallo@demo.example']);
    assert.equal(headerOf(letter, 'From'), 'Demo Library <hallo@demo.example>');
    assert.equal(headerOf(letter, 'Reply-To'), 'auskunft@demo.example');
    assert.match(headerOf(letter, 'Message-ID') ?? '', /^<[\w-]+@127\.0\.0\.1>$/);
  });

  test('is in German, page and letter, for a browser that asks for it', async () => {
    const browser = openBrowser();
    const count = smtp.received.length;
    const page = await begin(browser, 'de');
    const german = { 'accept-language': 'de' };
    const asked = await fetch(
      new URL(/action="([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '', page.url),
      {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ email: 'ada@uni.example' }),
        headers: {
          ...german,
          origin: house.url,
          cookie: [...browser.cookies(house.url)].map(([name, value]) => `${name}=${value}`).join('; '),
        },
      },
    );
    assert.equal(asked.status, 303);
    const codePage = await browser.get(new URL(asked.headers.get('location') ?? '', house.url).href, german);
    assert.match(codePage.body, /Code aus sechs Ziffern/);
    const letter = await nextLetter(count);
    assert.equal(headerOf(letter, 'Content-Language'), 'de');
    assert.match(partsOf(letter)['text/plain'] ?? '', /Demo-Bibliothek[\s\S]*Ihr Code: \d{3} \d{3}/);
  });
});

describe('another node of the installation', () => {
  test('takes the code that the first one mailed', async () => {
    const { store, ephemeral } = house.parts;
    const second = await startVestibule({
      institutions: () => [file()],
      shared: { store, ephemeral, publicUrl: house.url },
      installation: { mail: { engine: 'outbox', from: 'library@lib.example' } },
    });
    try {
      const browser = openBrowser();
      const page = await browser.follow(await browser.get(`${house.url}/demo/login/mail`));
      const count = smtp.received.length;
      const before = second.parts.outbox?.letters().length ?? 0;
      const codePage = await browser.follow(await browser.submit(page, { email: 'ada@uni.example' }));
      // Either node may deliver it.
      let code = '';
      for (let tries = 0; tries < 400 && code === ''; tries++, await wait(20)) {
        const [own] = second.parts.outbox?.letters() ?? [];
        const mine = (second.parts.outbox?.letters().length ?? 0) > before ? own?.text : undefined;
        const letter = smtp.received[count];
        code =
          letter === undefined
            ? (/(\d{3}) (\d{3})/
                .exec(mine ?? '')
                ?.slice(1)
                .join('') ?? '')
            : codeOf(letter);
      }
      const cookie = [...browser.cookies(house.url)].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(codePage.url.replace(house.url, second.url), {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ code }),
        headers: { cookie, origin: house.url },
      });
      assert.equal(answer.status, 303);
    } finally {
      await second.close();
    }
  });
});

describe('the delivery log', () => {
  async function log() {
    const entries = [];
    for await (const entry of deliveryLog(house.parts.store.trail, 'demo')) entries.push(entry);
    return entries;
  }

  test('tells who was written to, when, what, and that the mail server took it', async () => {
    const count = smtp.received.length;
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${house.url}/demo/login/mail`));
    await browser.follow(await browser.submit(page, { email: 'ada@uni.example' }));
    const letter = await nextLetter(count);
    await wait(200);
    const [entry] = await log();
    const [ada] = await house.parts.store.finding.byEmail('demo', 'ada@uni.example');
    assert.deepEqual(
      { ...entry, at: 0 },
      {
        at: 0,
        kind: 'sign-in',
        outcome: 'accepted',
        tries: 1,
        userId: ada?.id,
        to: 'ada@uni.example',
        reply: undefined,
      },
    );
    const told = JSON.stringify(await house.parts.store.journal.auditOf('demo', 1000)) + house.logs.join('');
    assert.ok(!told.includes(codeOf(letter)) && !told.includes('/link?t='));
  });

  test('tells what bounced, by the mail server’s numbers', async () => {
    smtp.refuse = { at: 'RCPT', code: 550, text: '5.1.1 <bea@uni.example> no such user' };
    try {
      const browser = openBrowser();
      const page = await browser.follow(await browser.get(`${house.url}/demo/login/mail`));
      await browser.follow(await browser.submit(page, { email: 'bea@uni.example' }));
      for (let tries = 0; tries < 200 && (await log())[0]?.outcome !== 'bounced'; tries++) await wait(20);
      assert.deepEqual(
        (({ outcome, reply, to }) => ({ outcome, reply, to }))((await log())[0] ?? { outcome: '', reply: '', to: '' }),
        { outcome: 'bounced', reply: '550 5.1.1', to: 'bea@uni.example' },
      );
    } finally {
      smtp.refuse = undefined;
    }
  });
});

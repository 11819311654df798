// The demo as a newcomer meets it: application -> campus -> library -> application, over real HTTP.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { type RunningCommand, runCommand } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { links, parse } from '../support/html-forms.ts';
import { referenceOf } from '../support/reference.ts';

const directory = mkdtempSync(join(tmpdir(), 'vestibule-demo-'));
let url: string;
let demo: RunningCommand;

async function start(): Promise<void> {
  const port = await freePort();
  url = `http://localhost:${port}`;
  demo = runCommand(['demo'], { PORT: String(port), VESTIBULE_DATA: directory });
  await demo.said('Vestibule is up');
}

before(start);
after(async () => {
  await demo.stop();
  rmSync(directory, { recursive: true, force: true });
});

const password = 'open-the-door';

/** From the demo application to the form of the campus or the college, its password sent. */
async function byUpstream(profile: string, heading: RegExp, name: string): Promise<Signed> {
  const browser = openBrowser();
  const chooser = await browser.follow(await browser.get(`${url}/demo-app/sign-in`));
  const there = links(chooser.body).find((href) => href.includes(`/login/${profile}`)) ?? '';
  const form = await browser.follow(await browser.get(new URL(there, url).href));
  assert.match(form.body, heading);
  const signedIn = await browser.submit(form, { username: name, password });
  return { browser, answer: await goOn(browser, signedIn) };
}

interface Signed {
  readonly browser: Browser;
  readonly answer: Answer;
}

const byCampus = (name: string) => byUpstream('campus', /University of Demo/, name);

async function byCard(number: string): Promise<Signed> {
  const browser = openBrowser();
  const chooser = await browser.follow(await browser.get(`${url}/demo-app/sign-in`));
  const answer = await browser.submit(chooser, { username: number, password });
  return { browser, answer: await goOn(browser, answer) };
}

/** Presses the button whose form leads there or posts these fields, and goes on to the page behind it. */
async function press(browser: Browser, page: Answer, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const which = parse(page.body).findIndex((form) =>
    Object.entries(fields).every(([name, value]) => form.fields[name] === value),
  );
  assert.ok(which >= 0, `no form with ${JSON.stringify(fields)}: ${page.body}`);
  return goOn(browser, await browser.follow(await browser.submit(page, {}, which)));
}

/** The code in the letter to this address, once it lies in the outbox. */
async function codeFor(address: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++, await wait(50)) {
    const { body } = await openBrowser().get(`${url}/demo-app/outbox`);
    const letter = body.split('<section').find((section) => section.includes(address));
    const code = letter === undefined ? undefined : /\b\d{3} ?\d{3}\b/.exec(letter)?.[0];
    if (code !== undefined) return code;
  }
  return assert.fail(`no letter to ${address}`);
}

/** Follows the page that goes on by itself, and every redirect after it. */
async function goOn(browser: Browser, page: Answer): Promise<Answer> {
  const target = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&');
  return target === undefined
    ? browser.follow(page)
    : browser.follow(await browser.get(new URL(target, page.url).href));
}

const claim = (body: string, name: string) => new RegExp(`id="claim-${name}">([^<]*)<`).exec(body)?.[1];

describe('the demo', () => {
  test('writes the configuration that other commands find its users by', async () => {
    const list = runCommand(['users', 'list', '--institution', 'demo'], {
      VESTIBULE_CONFIG: join(directory, 'vestibule.yaml'),
    });
    assert.equal(await list.ended(), 0, list.output());
    assert.match(list.output(), /Moreau, Alice/);
  });

  test('signs alice in as the user whose student number the campus asserted', async () => {
    const { answer } = await byCampus('alice');
    assert.equal(answer.url, `${url}/demo-app`);
    assert.equal(claim(answer.body, 'sub'), 'p0001');
    assert.equal(claim(answer.body, 'name'), 'Alice Moreau');
  });

  test('signs a staff member in by his staff number', async () => {
    const { answer } = await byCampus('bob');
    assert.equal(claim(answer.body, 'sub'), 'p0002');
  });

  test('tells the application of an expired and of a blocked person, and lets both in', async () => {
    assert.equal(claim((await byCampus('erin')).answer.body, 'expired'), 'true');
    assert.equal(claim((await byCampus('niamh')).answer.body, 'blocked'), 'true');
  });

  for (const [name, why] of [
    ['carol', 'whose number nobody has'],
    ['dave', 'whom staff locked'],
    ['frank', 'whose number is inactive'],
    ['grace', 'who is inactive here'],
    ['heidi', 'an expired internal user'],
    ['ivan', 'whose number is somebody else’s library card'],
  ] as const) {
    test(`signs nobody in for ${name}, ${why}, and gives a code`, async () => {
      const { browser, answer } = await byCampus(name);
      assert.equal(answer.status, 403);
      assert.ok(referenceOf(answer.body));
      assert.equal((await browser.get(`${url}/demo/me`, { accept: 'application/json' })).status, 401);
    });
  }

  test('offers her whom nobody knows another way, and not the same one again', async () => {
    const { answer } = await byCampus('carol');
    assert.match(answer.body, /class="button primary"[^>]*>Sign in another way</);
    assert.doesNotMatch(answer.body, /Try again/);
  });

  test('lets a guest in by the number on his card and the library password', async () => {
    assert.equal(claim((await byCard('29301000000021')).answer.body, 'sub'), 'p0011');
  });

  test('signs in at the college whoever attached her account there, and nobody else', async () => {
    const college = (name: string) => byUpstream('college', /College of Demo/, name);
    assert.equal((await college('kofi')).answer.status, 403);
    const { browser } = await byCard('29301000000021');
    const prove = await press(browser, await browser.get(`${url}/demo/me/methods`), { profile: 'college' });
    const asked = await press(browser, prove, { with: 'library' });
    const proof = asked.body.includes('name="password"')
      ? asked
      : await browser.follow(await browser.get(new URL(links(asked.body)[1] ?? '', asked.url).href));
    const proved = await goOn(browser, await browser.submit(proof, { username: '29301000000021', password }));
    const form = await press(browser, proved);
    const attached = await goOn(browser, await browser.submit(form, { username: 'kofi', password }));
    assert.match(attached.body, /“College of Demo” is attached/);
    assert.equal(claim((await college('kofi')).answer.body, 'sub'), 'p0011');
    assert.equal((await college('noa')).answer.status, 403);
  });

  test('lets somebody whom nobody knows register with a code from the outbox', async () => {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${url}/demo/login/email`));
    const asked = await browser.follow(await browser.submit(page, { email: 'you@new.example' }));
    const code = await codeFor('you@new.example');
    const form = await goOn(browser, await browser.submit(asked, { code }));
    await goOn(browser, await browser.submit(form, { family_name: 'Lovelace' }));
    const me = await browser.get(`${url}/demo/me`, { accept: 'application/json' });
    assert.match(me.body, /"primaryIdentifier":"R[0-9A-Z]{7}"/);
  });

  test('signs out of the library, and of the campus too if that is wanted', async () => {
    const { browser, answer } = await byCampus('alice');
    const out = await press(browser, answer);
    assert.match(out.body, /You may still be signed in at “University of Demo”/);
    assert.equal((await browser.get(`${url}/demo/me`, { accept: 'application/json' })).status, 401);
    assert.equal((await browser.get(`${url}/campus/me`, { accept: 'application/json' })).status, 200);
    const there = links(out.body).find((href) => href.includes('/logout')) ?? assert.fail(out.body);
    const end = await goOn(browser, await browser.get(new URL(there, out.url).href));
    assert.match(end.body, /signed out/);
    assert.equal((await browser.get(`${url}/campus/me`, { accept: 'application/json' })).status, 401);
  });

  test('says in a browser that gives up that nobody is signed in', async () => {
    const browser = openBrowser();
    const chooser = await browser.follow(await browser.get(`${url}/demo-app/sign-in`));
    const cancel = links(chooser.body).find((href) => href.includes('/login/cancel')) ?? '';
    const home = await browser.follow(await browser.get(new URL(cancel, url).href));
    assert.equal(home.url, `${url}/demo-app`);
    assert.match(home.body, /access_denied/);
  });

  test('a second start finds its data again, and the sessions with it', async () => {
    const { browser } = await byCampus('alice');
    assert.equal(await demo.stop(), 0);
    const before = new URL(url);
    demo = runCommand(['demo'], { PORT: before.port, VESTIBULE_DATA: directory });
    await demo.said('Vestibule is up');
    const me = await browser.get(`${url}/demo/me`, { accept: 'application/json' });
    assert.equal(me.status, 200);
  });

  test('refuses a port that is none', async () => {
    const run = runCommand(['demo'], { PORT: 'eighty', VESTIBULE_DATA: directory });
    assert.equal(await run.ended(), 64);
    assert.match(run.output(), /PORT must be a number/);
  });

  test('says so when its port is taken', async () => {
    const run = runCommand(['demo'], { PORT: new URL(url).port, VESTIBULE_DATA: directory });
    assert.equal(await run.ended(), 1);
    assert.match(run.output(), /Cannot listen on/);
  });
});

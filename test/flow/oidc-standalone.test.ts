// Software nobody here wrote on both sides: a stand-alone oidc-provider as upstream, openid-client as the application.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { type RelyingParty, startRelyingParty } from '../support/relying-party.ts';
import { assertRefused, meOf } from '../support/sign-in-end.ts';
import { type StandaloneProvider, startStandaloneProvider } from '../support/standalone-provider.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let campus: StandaloneProvider;
let application: RelyingParty;
let house: RunningVestibule;

const file = (campusProfile: { readonly enabled?: boolean } = {}) =>
  libraryOf({
    profiles: [
      {
        id: 'campus',
        kind: 'oidc',
        label: 'Campus',
        issuer: campus.issuer,
        clientId: campus.clientId,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        clientSecret: '${env:CAMPUS}',
        scopes: ['openid', 'profile'],
        match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
        ...campusProfile,
      },
    ],
    relyingParties: [application.configuration],
  });

before(async () => {
  campus = await startStandaloneProvider({
    alice: { name: 'Alice Moreau', student_number: 'S-1001' },
    carol: { name: 'Carol Jensen', student_number: 'S-9999' },
  });
  application = await startRelyingParty();
  house = await startVestibule({
    secrets: { CAMPUS: campus.clientSecret },
    institutions: () => [file()],
  });
  campus.trust(`${house.url}/demo/login/campus/callback`);
  application.trust(`${house.url}/demo/oidc`);
  await house.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
    // Has alice's name at the campus, and is somebody else.
    { primaryIdentifier: 'alice' },
  ]);
});
after(async () => {
  await house.close();
  await application.close();
  await campus.close();
});

async function signIn(name: string, from: string) {
  const browser = openBrowser();
  const chooser = await browser.follow(await browser.get(from));
  const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? '';
  const form = await browser.follow(await browser.get(new URL(link, chooser.url).href));
  return { browser, page: await browser.follow(await browser.submit(form, { name })) };
}

describe('from a stand-alone oidc-provider to an application on openid-client', () => {
  test('alice is the user whose student number the provider asserted', async () => {
    const { browser, page } = await signIn('alice', `${application.url}/sign-in`);
    assert.equal(new URL(page.url).origin, new URL(application.url).origin, page.body);
    assert.match(page.body, /p0001/);
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('carol, whose student number nobody has, is not signed in', async () => {
    const { browser, page } = await signIn('carol', `${house.url}/demo/login`);
    await assertRefused(house, browser, page, { status: 403, code: 'VST_NOT_KNOWN_HERE', trace: /nobody has it/ });
  });

  test('a person whose way in was switched off while she was away can go back to the application', async () => {
    const browser = openBrowser();
    const chooser = await browser.follow(await browser.get(`${application.url}/sign-in`));
    const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? '';
    const form = await browser.follow(await browser.get(new URL(link, chooser.url).href));
    await house.load([file({ enabled: false })]);
    const page = await browser.follow(await browser.submit(form, { name: 'alice' }));
    await house.load([file()]);
    const away = { status: 403, code: 'VST_PROFILE_DISABLED', trace: /Application catalogue, through oidc/ };
    await assertRefused(house, browser, page, away);
    const back = links(page.body).find((href) => href.includes('/login/cancel')) ?? assert.fail('no way back');
    const home = await browser.follow(await browser.get(new URL(back, page.url).href));
    assert.equal(new URL(home.url).origin, new URL(application.url).origin);
    assert.match(home.body, /access_denied/);
  });
});

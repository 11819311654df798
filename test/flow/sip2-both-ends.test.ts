// Both ends of SIP2 by our own hands: one library's sign-in page asks another library's door for terminals.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { pin, type Sip2Library, secrets, seedPatrons, startSip2Library, terminals } from '../support/sip2-library.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('a sign-in that asks at a SIP2 door', () => {
  let door: Sip2Library;
  let library: RunningVestibule;

  before(async () => {
    door = await startSip2Library([terminals.pin]);
    await seedPatrons(door);
    library = await startVestibule({
      secrets,
      institutions: () => [
        libraryOf({
          profiles: [
            {
              id: 'other',
              kind: 'sip2',
              label: 'The other library',
              match: { from: 'subject', to: 'BARCODE' },
              host: '127.0.0.1',
              port: door.port,
              plainText: true,
              // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
              login: { user: 'desk', password: '${env:PIN_DESK}' },
            },
          ],
        }),
      ],
    });
    await library.seed('demo', [
      { primaryIdentifier: 'ines-here', identifiers: [{ type: 'BARCODE', value: '29301' }] },
    ]);
  });
  after(async () => {
    await library.close();
    await door.close();
  });

  async function signIn(username: string, password: string): Promise<boolean> {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${library.url}/demo/login/other`));
    await browser.submit(page, { username, password });
    return browser.cookies(library.url).has('vst-demo-session');
  }

  test('lets the person with the right PIN in', async () => {
    assert.equal(await signIn('29301', pin), true);
  });

  test('lets nobody in with a wrong one, as a locked user, or as one whom the door does not know', async () => {
    assert.equal(await signIn('29301', '0000'), false);
    assert.equal(await signIn('29303', pin), false);
    assert.equal(await signIn('nobody', pin), false);
  });
});

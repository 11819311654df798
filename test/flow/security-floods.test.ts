// What anybody may ask for without proof is bounded by source.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { testIdentityProvider } from '../support/saml-idp.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let vestibule: RunningVestibule;
let nextAddress = 1;
let address: string;

before(async () => {
  const idp = testIdentityProvider();
  vestibule = await startVestibule({
    institutions: () => [
      libraryOf({
        profiles: [
          {
            id: 'uni',
            kind: 'saml',
            label: 'University',
            idp: {
              entityId: 'https://idp.example/entity',
              singleSignOnUrl: 'https://idp.example/sso',
              certificates: [idp.keys.certificate],
            },
            match: { from: { attribute: 'number' }, to: 'STUDENT_NO' },
          },
        ],
        lockout: { sharedSources: ['198.51.100.0/24'] },
      }),
    ],
    installation: { trustedProxies: ['127.0.0.1'] },
  });
});
after(() => vestibule.close());
beforeEach(() => {
  address = `192.0.2.${nextAddress++}`;
});

async function postRubbish(from: string): Promise<number> {
  const answer = await fetch(`${vestibule.url}/demo/login/uni/callback`, {
    method: 'POST',
    body: new URLSearchParams({ SAMLResponse: 'PHg+PC94Pg==' }),
    headers: { 'x-forwarded-for': from, origin: 'https://idp.example' },
  });
  await answer.arrayBuffer();
  return answer.status;
}

async function statusesOf(times: number, from: string): Promise<readonly number[]> {
  const statuses = await Promise.all(Array.from({ length: times }, () => postRubbish(from)));
  return [...new Set([...statuses, await postRubbish(from)])].toSorted((a, b) => a - b);
}

test('reads no more messages of a source whose messages were all refused', async () => {
  assert.deepEqual(await statusesOf(80, address), [400, 429]);
  assert.equal(await postRubbish('192.0.2.250'), 400);
});

test('goes on reading those of a source that many share', async () => {
  assert.deepEqual(await statusesOf(80, '198.51.100.7'), [400]);
});

test('counts every request that an attempt makes to an upstream, not only the attempt', async () => {
  const browser = openBrowser();
  const page = await browser.get(`${vestibule.url}/demo/login`);
  const chooser = new URL(page.headers.get('location') ?? '', vestibule.url);
  const { ephemeral } = vestibule.parts;
  const begun = async () => (await ephemeral.count('attempts', 'demo:127.0.0.1', 0, 60)).count;
  const before = await begun();
  for (let n = 0; n < 3; n++) await browser.get(`${vestibule.url}/demo/login/uni${chooser.search}`);
  assert.equal((await begun()) - before, 3);
});

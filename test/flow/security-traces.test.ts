// What a stranger sends ends up in traces: never much of it, and never as commands to the terminal of who reads it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { explainTrace } from '../../src/resolution/explain.ts';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { referenceOf } from '../support/reference.ts';
import { testIdentityProvider } from '../support/saml-idp.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let vestibule: RunningVestibule;

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
      }),
    ],
  });
});
after(() => vestibule.close());

async function traceOf(body: string) {
  const code = referenceOf(body) ?? '';
  const trace = await vestibule.parts.store.journal.anyTrace(code);
  assert.ok(trace !== undefined);
  return trace;
}

/** An unsigned failure, which anybody can post. */
async function postStatus(code: string) {
  const xml =
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">' +
    `<samlp:Status><samlp:StatusCode Value="${code}"/></samlp:Status></samlp:Response>`;
  const answer = await openBrowser().post(
    `${vestibule.url}/demo/login/uni/callback`,
    { SAMLResponse: Buffer.from(xml).toString('base64') },
    'https://idp.example/',
  );
  return traceOf(answer.body);
}

test('keeps little of a message that nobody signed, however long it is', async () => {
  assert.ok(JSON.stringify(await postStatus('x'.repeat(150_000))).length < 5000);
});

test('shows what a stranger wrote without letting it command the terminal', async () => {
  const told = explainTrace(await postStatus('&#x9b;2J&#x202e;x'));
  assert.doesNotMatch(told, /[\u0080-\u009f\u202e]/);
});

test('shows the beginning of a typed name that is a terminal command as text', async () => {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
  const answer = await browser.submit(page, { username: '\u001bcname', password: 'x' });
  assert.ok(!explainTrace(await traceOf(answer.body)).includes('\u001b'));
});

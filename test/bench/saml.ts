import { inflateRawSync } from 'node:zlib';
import { type Browser, openBrowser } from '../support/browse.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import { responseXml, sign, testIdentityProvider } from '../support/saml-idp.ts';
import { type Bench, inMs, interleaved, noMoreThan } from './measure.ts';
import type { SamlStart } from './saml-served.ts';
import { startServed } from './served.ts';

const idp = testIdentityProvider();
/** Eight attributes, as a federation's identity provider sends them. */
const attributes = ['studentNumber', 'mail', 'givenName', 'sn', 'displayName', 'cn', 'o', 'affiliation'].map(
  (name) => ({ name, values: [name === 'studentNumber' ? 'S-1001' : `some ${name}`] }),
);

export const samlBench: Bench = {
  name: 'saml',
  about: 'server CPU from begin (signed redirect request) to the session, beside node-saml alone doing both ends',
  async run({ quick, rounds }) {
    const times = quick ? 10 : 30;
    const sp = testKeyPair('sp');
    const start: SamlStart = { idp: { entityId: idp.entityId, certificate: idp.keys.certificate }, sp };
    const server = await startServed('saml-served.ts', start);
    try {
      const url = await server.call<string>('url');
      const paired = await interleaved(
        rounds,
        async () => {
          const begun: Begun[] = [];
          const away = await server.cpuOf(async () => {
            for (let done = 0; done < times; done++) begun.push(await begin(url));
          });
          const answers = begun.map(({ browser, requestId }) => ({ browser, response: responseFor(url, requestId) }));
          const back = await server.cpuOf(async () => {
            for (const answer of answers) await comeBack(url, answer);
          });
          return (away + back) / times;
        },
        async () => {
          const responses = Array.from({ length: times }, () => responseFor(url, '_any'));
          return (await server.call<number>('validations', responses)) / times;
        },
      );
      const { ours, bare } = paired;
      return [{ what: 'SAML sign-in', ours: inMs(ours), bare: inMs(bare), ...noMoreThan(6)(paired) }];
    } finally {
      await server.close();
    }
  },
};

function responseFor(url: string, requestId: string): string {
  const profile = `${url}/demo/login/campus`;
  const [destination, audience] = [`${profile}/callback`, `${profile}/metadata`];
  const to = { destination, recipient: destination, audience, attributes };
  const signed = sign(responseXml(idp.answer(requestId, Date.now(), to)), 'Assertion', idp.keys);
  return Buffer.from(signed, 'utf8').toString('base64');
}

interface Begun {
  readonly browser: Browser;
  readonly requestId: string;
}

async function begin(url: string): Promise<Begun> {
  const browser = openBrowser();
  const away = await browser.get(`${url}/demo/login/campus`);
  const request = new URL(away.headers.get('location') ?? '').searchParams.get('SAMLRequest') ?? '';
  const xml = inflateRawSync(Buffer.from(request, 'base64')).toString('utf8');
  return { browser, requestId: / ID="([^"]+)"/.exec(xml)?.[1] ?? '' };
}

async function comeBack(url: string, { browser, response }: { browser: Browser; response: string }): Promise<void> {
  const fields = { SAMLResponse: response };
  const posted = await browser.post(`${url}/demo/login/campus/callback`, fields, 'https://idp.example');
  const hop = await browser.get(new URL(posted.headers.get('location') ?? '', url).href);
  if (browser.cookies(url).has('vst-demo-session')) return;
  throw new Error(`Nobody was signed in: ${posted.status}, ${hop.status} ${hop.body.slice(0, 500)}`);
}

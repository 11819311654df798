import { createHash, randomBytes } from 'node:crypto';
import { openBrowser } from '../support/browse.ts';
import { Browser } from '../support/oidc-browser.ts';
import { clientSecret } from '../support/oidc-door.ts';
import { atMost, type Bench, inMs, interleaved } from './measure.ts';
import { startServed } from './served.ts';

const password = 'correct horse battery staple';
const redirectUri = 'https://catalogue.example/cb';

export const oidcBench: Bench = {
  name: 'oidc',
  about: 'server CPU of authorize, token and userinfo with a standing session, beside a bare oidc-provider',
  async run({ quick, rounds }) {
    const times = quick ? 50 : 200;
    const server = await startServed('oidc-served.ts', { password });
    try {
      const urls = await server.call<{ vestibule: string; bare: string }>('urls');
      const [library, lone] = [await signedInAt(urls.vestibule), aloneAt(urls.bare)];
      const [door, bare] = [`${urls.vestibule}/demo/oidc`, urls.bare];
      const spent = (browser: Authorize, issuer: string) => async () => {
        const cpu = await server.cpuOf(async () => {
          for (let done = 0; done < times; done++) await codeFlow(browser, issuer);
        });
        return cpu / times;
      };
      // The first one makes the bare provider's session, by its login and its consent.
      await codeFlow(lone, bare);
      const paired = await interleaved(rounds, spent(library, door), spent(lone, bare));
      const shown = { ours: inMs(paired.ours), bare: inMs(paired.bare) };
      return [{ what: 'OpenID Connect code flow', ...shown, ...atMost(1.25)(paired) }];
    } finally {
      await server.close();
    }
  },
};

/** A browser that is sent to an authorization endpoint. @returns where it landed */
type Authorize = (address: string) => Promise<URL>;

async function signedInAt(url: string): Promise<Authorize> {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${url}/demo/login`));
  await browser.submit(page, { username: 'p0001', password });
  return async (address) => new URL((await browser.get(address)).headers.get('location') ?? '', address);
}

function aloneAt(url: string): Authorize {
  const browser = new Browser(url);
  return async (address) => (await browser.open(address)).url;
}

/** As an application does it, in as few requests as there can be. */
async function codeFlow(authorize: Authorize, issuer: string): Promise<void> {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URL(`${issuer}/auth`);
  asked.search = new URLSearchParams({
    client_id: 'catalogue',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const landed = await authorize(asked.href);
  const code = landed.searchParams.get('code');
  if (code === null) throw new Error(`No code came back, but ${landed.href}`);
  const tokens = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`catalogue:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const { access_token: token, id_token: idToken } = (await tokens.json()) as Record<string, string>;
  const said = await fetch(`${issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const { sub } = (await said.json()) as Record<string, string>;
  if (idToken === undefined || sub === undefined) throw new Error(`No tokens: ${tokens.status}, ${said.status}`);
}

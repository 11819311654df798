// A small application of the library: it knows nobody, asks Vestibule by OpenID Connect, and shows what it was told.
// Written as any application would be: with a kept client library, and nothing of Vestibule's own code.
import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { html } from 'hono/html';
import type { Configuration } from 'openid-client';

export interface DemoAppOptions {
  /** Its own address, without path. */
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the demo's visitor reads what she can sign in as. */
  readonly hints: readonly { readonly name: string; readonly password: string; readonly shows: string }[];
}

interface Visitor {
  verifier?: string;
  state?: string;
  nonce?: string;
  claims?: Readonly<Record<string, unknown>>;
  problem?: string;
}

const visitorsMax = 1000;

/** Imported at the first sign-in: until then nobody needs it in memory. */
const loadClient = () => import('openid-client');

/** Routes under `/demo-app`. What it knows of its visitors is in memory: it is a demonstration. */
export function demoApp(options: DemoAppOptions): Router {
  const router = express.Router();
  const visitors = new Map<string, Visitor>();
  const redirectUri = `${options.publicUrl}/demo-app/callback`;
  let configuration: Promise<Configuration> | undefined;
  const discover = async () => {
    const client = await loadClient();
    configuration ??= client
      .discovery(new URL(options.issuer), options.clientId, options.clientSecret, undefined, {
        execute: options.issuer.startsWith('http://') ? [client.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        configuration = undefined;
        throw error;
      });
    return configuration;
  };

  router.get('/demo-app', (req, res) => send(res, page(options, visitorOf(visitors, req, res))));
  router.get('/demo-app/sign-in', async (req, res) => {
    const client = await loadClient();
    const visitor = visitorOf(visitors, req, res);
    visitor.verifier = client.randomPKCECodeVerifier();
    visitor.state = client.randomState();
    visitor.nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(await discover(), {
      redirect_uri: redirectUri,
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(visitor.verifier),
      code_challenge_method: 'S256',
      state: visitor.state,
      nonce: visitor.nonce,
    });
    res.redirect(303, url.href);
  });
  router.get('/demo-app/callback', async (req, res) => {
    const client = await loadClient();
    const visitor = visitorOf(visitors, req, res);
    const { verifier = '', state = '', nonce = '' } = visitor;
    try {
      const tokens = await client.authorizationCodeGrant(
        await discover(),
        new URL(req.originalUrl, options.publicUrl),
        {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
        },
      );
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('No ID token came back.');
      visitor.claims = {
        ...claims,
        ...(await client.fetchUserInfo(await discover(), tokens.access_token, claims.sub)),
      };
      delete visitor.problem;
    } catch (error) {
      delete visitor.claims;
      visitor.problem =
        error instanceof client.AuthorizationResponseError ? error.error : 'The sign-in did not succeed.';
    }
    res.redirect(303, '/demo-app');
  });
  router.post('/demo-app/sign-out', (req, res) => {
    const visitor = visitorOf(visitors, req, res);
    delete visitor.claims;
    res.redirect(303, '/demo-app');
  });
  router.get('/demo-app/style.css', (_req, res) => {
    res.type('css').send(style);
  });
  return router;
}

function visitorOf(visitors: Map<string, Visitor>, req: Request, res: Response): Visitor {
  const id = /(?:^|; )demo-app=([A-Za-z0-9_-]{43})/.exec(req.headers.cookie ?? '')?.[1];
  const known = id === undefined ? undefined : visitors.get(id);
  if (known !== undefined) return known;
  const oldest = visitors.keys().next();
  if (visitors.size >= visitorsMax && oldest.done !== true) visitors.delete(oldest.value);
  const made: Visitor = {};
  const token = randomBytes(32).toString('base64url');
  visitors.set(token, made);
  res.append('set-cookie', `demo-app=${token}; Path=/demo-app; HttpOnly; SameSite=Lax`);
  return made;
}

function page(options: DemoAppOptions, { claims, problem }: Visitor) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Demo application</title>
<link rel="stylesheet" href="/demo-app/style.css">
</head>
<body>
<main>
<h1>Demo application</h1>
${claims === undefined ? asks(options, problem) : knows(claims)}
</main>
</body>
</html>`;
}

function asks({ hints }: DemoAppOptions, problem: string | undefined) {
  return html`${problem !== undefined && html`<p role="alert"><strong>Nobody is signed in:</strong> ${problem}</p>`}
<p>This application does not know you. It asks the Demo Library who you are.</p>
<p><a class="button" id="sign-in" href="/demo-app/sign-in">Sign in</a></p>
<h2>Who you can be</h2>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Password</th><th scope="col">What it shows</th></tr></thead>
<tbody>${hints.map(({ name, password, shows }) => html`<tr><td><code>${name}</code></td><td><code>${password}</code></td><td>${shows}</td></tr>`)}</tbody>
</table>`;
}

function knows(claims: Readonly<Record<string, unknown>>) {
  const shown = Object.entries(claims).filter(
    ([name]) => !['iat', 'exp', 'aud', 'iss', 'nonce', 'at_hash'].includes(name),
  );
  return html`<p>The library says who you are:</p>
<dl>${shown.map(([name, value]) => html`<dt>${name}</dt><dd id="claim-${name}">${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}</dl>
<form method="post" action="/demo-app/sign-out"><button class="button" type="submit">Forget me here</button></form>
<p><a href="/demo/me">What the library knows of this sign-in</a></p>`;
}

async function send(res: Response, body: ReturnType<typeof page>): Promise<void> {
  const text = (await body).toString();
  res
    .set({
      'content-security-policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .type('html')
    .send(text);
}

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
td code { white-space: nowrap; }
main { max-inline-size: 52rem; margin-inline: auto; padding: 2rem 1rem; }
.button { display: inline-block; padding: .7rem 1.4rem; border: 1px solid; border-radius: .4rem; font: inherit; background: none; color: inherit; cursor: pointer; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { text-align: start; padding: .4rem .6rem; border-block-end: 1px solid color-mix(in srgb, currentColor 25%, transparent); vertical-align: top; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
`;

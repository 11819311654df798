// A small application of the library: it knows nobody, asks Vestibule by OpenID Connect, and shows what it was told.
// Written as any application would be: with a kept client library, and nothing of Vestibule's own code.
import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import type { Configuration } from 'openid-client';
import { type DemoHints, page, style } from './page.ts';

export interface DemoAppOptions extends DemoHints {
  /** Its own address, without path. */
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Visitor {
  verifier?: string;
  state?: string;
  nonce?: string;
  claims?: Readonly<Record<string, unknown>>;
  /** Shown to the library at the sign-out: it proves whose sign-out that is. */
  idToken?: string;
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
      if (tokens.id_token !== undefined) visitor.idToken = tokens.id_token;
      delete visitor.problem;
    } catch (error) {
      delete visitor.claims;
      visitor.problem =
        error instanceof client.AuthorizationResponseError ? error.error : 'The sign-in did not succeed.';
    }
    res.redirect(303, '/demo-app');
  });
  router.post('/demo-app/sign-out', async (req, res) => {
    const client = await loadClient();
    const visitor = visitorOf(visitors, req, res);
    const { idToken } = visitor;
    delete visitor.claims;
    delete visitor.idToken;
    const url = client.buildEndSessionUrl(await discover(), {
      post_logout_redirect_uri: `${options.publicUrl}/demo-app`,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    });
    res.redirect(303, url.href);
  });
  router.post('/demo-app/forget', (req, res) => {
    const visitor = visitorOf(visitors, req, res);
    delete visitor.claims;
    delete visitor.idToken;
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

// An application of the library on an address of its own: it asks who somebody is by openid-client and shows what it was
// told. Nothing of Vestibule's own code is in it.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import { html } from 'hono/html';
import * as client from 'openid-client';
import type { InstitutionInput } from './vestibule.ts';

export interface RelyingPartyOptions {
  /** An address of this machine: another one is another site to a browser. */
  readonly host?: string;
  readonly clientId?: string;
  readonly release?: NonNullable<InstitutionInput['relyingParties']>[number]['release'];
}

export interface RelyingParty {
  readonly url: string;
  /** `/` shows the claims; `/sign-in` and `/sign-out` begin; both end at `/`. */
  readonly redirectUri: string;
  /** How the institution file names it. */
  readonly configuration: NonNullable<InstitutionInput['relyingParties']>[number];
  /** Whom it asks from now on. */
  trust(issuer: string): void;
  close(): Promise<void>;
}

interface Visitor {
  /** Sign-ins under way, by state: a person may have several tabs. */
  readonly pending: Map<string, { readonly verifier: string; readonly nonce: string }>;
  claims?: Readonly<Record<string, unknown>>;
  idToken?: string | undefined;
  problem?: string;
}

export async function startRelyingParty(options: RelyingPartyOptions = {}): Promise<RelyingParty> {
  const { host = '127.0.0.1', clientId = 'catalogue' } = options;
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const redirectUri = `${url}/callback`;
  let issuer = '';
  addRoutes(app, url, () => {
    // What the test secrets of an installation read for `${env:CATALOGUE}`.
    const secret = 'secret-of-CATALOGUE-which-is-long-enough';
    return client.discovery(
      new URL(issuer),
      clientId,
      { id_token_signed_response_alg: 'ES256' },
      client.ClientSecretBasic(secret),
      {
        execute: [client.allowInsecureRequests],
      },
    );
  });
  return {
    url,
    redirectUri,
    configuration: {
      kind: 'oidc',
      id: clientId,
      name: 'Catalogue',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
      secret: '${env:CATALOGUE}',
      redirectUris: [redirectUri],
      postLogoutRedirectUris: [`${url}/signed-out`],
      release: options.release ?? { subject: 'primary', claims: { name: 'name' } },
    },
    trust: (trusted) => {
      issuer = trusted;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addRoutes(app: Express, url: string, discover: () => Promise<client.Configuration>): void {
  const visitors = new Map<string, Visitor>();
  app.get('/favicon.ico', (_req, res) => void res.sendStatus(204));
  app.get('/', (req, res) => show(res, visitorOf(visitors, req, res)));
  app.get('/signed-out', (_req, res) => void res.type('html').send('<h1 id="signed-out">Signed out</h1>'));
  app.get('/sign-in', async (req, res) => {
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    visitorOf(visitors, req, res).pending.set(state, { verifier, nonce });
    const asked = client.buildAuthorizationUrl(await discover(), {
      redirect_uri: `${url}/callback`,
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    res.redirect(303, asked.href);
  });
  app.get('/callback', async (req, res) => {
    const visitor = visitorOf(visitors, req, res);
    await redeem(visitor, await discover(), new URL(req.originalUrl, url));
    res.redirect(303, '/');
  });
  app.get('/sign-out', async (req, res) => {
    const { idToken = '' } = visitorOf(visitors, req, res);
    const back = `${url}/signed-out`;
    const away = { id_token_hint: idToken, post_logout_redirect_uri: back };
    res.redirect(303, client.buildEndSessionUrl(await discover(), away).href);
  });
}

async function redeem(visitor: Visitor, configuration: client.Configuration, landed: URL): Promise<void> {
  const state = landed.searchParams.get('state') ?? '';
  const asked = visitor.pending.get(state);
  visitor.pending.delete(state);
  try {
    const tokens = await client.authorizationCodeGrant(configuration, landed, {
      pkceCodeVerifier: asked?.verifier ?? '',
      expectedNonce: asked?.nonce ?? '',
      expectedState: asked === undefined ? 'none was sent' : state,
    });
    const claims = tokens.claims();
    visitor.claims = {
      ...claims,
      ...(await client.fetchUserInfo(configuration, tokens.access_token, claims?.sub ?? '')),
    };
    visitor.idToken = tokens.id_token;
    delete visitor.problem;
  } catch (error) {
    delete visitor.claims;
    visitor.problem = error instanceof client.AuthorizationResponseError ? error.error : String(error);
  }
}

function visitorOf(visitors: Map<string, Visitor>, req: Request, res: Response): Visitor {
  const id = /(?:^|; )visitor=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
  const known = visitors.get(id);
  if (known !== undefined) return known;
  const [token, visitor] = [randomBytes(16).toString('base64url'), { pending: new Map() }];
  visitors.set(token, visitor);
  res.append('set-cookie', `visitor=${token}; Path=/; HttpOnly; SameSite=Lax`);
  return visitor;
}

async function show(res: Response, { claims, problem }: Visitor): Promise<void> {
  const rows = Object.entries(claims ?? {}).map(
    ([name, value]) => html`<dt>${name}</dt><dd id="claim-${name}">${String(value)}</dd>`,
  );
  const page = html`<!doctype html><html lang="en"><head><title>Catalogue</title></head><body><h1>Catalogue</h1>
<p id="problem">${problem ?? ''}</p><dl>${rows}</dl>
<p><a id="sign-in" href="/sign-in">Sign in</a> <a id="sign-out" href="/sign-out">Sign out</a></p></body></html>`;
  res
    .set('cache-control', 'no-store')
    .type('html')
    .send((await page).toString());
}

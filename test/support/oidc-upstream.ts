// A small OpenID Connect provider of its own, on loopback, that does what a test tells it: right by default, and wrong
// in one named way.
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface UpstreamBehaviour {
  /** Changes the claims of the next ID tokens. */
  idToken: (claims: Record<string, unknown>) => Record<string, unknown>;
  algorithm: 'ES256' | 'none' | 'HS256-with-public-key';
  /** The kid in the header; undefined: the right one. */
  kid: string | undefined;
  /** A signature by another key, under the right kid. */
  otherKey: boolean;
  /** `iss` of the authorization response; undefined: none. */
  responseIssuer: string | undefined;
  /** `issuer` of the discovery document. */
  discoveryIssuer: string | undefined;
  /** Claims of userinfo beside `sub`. */
  userinfo: Record<string, unknown>;
  userinfoSubject: string | undefined;
  /** An error instead of a code. */
  authorizationError: string | undefined;
  /** Paths that answer 503, or never. */
  broken: Set<string>;
  silent: Set<string>;
  /** Paths whose connection breaks, and those that answer with what is no JSON. */
  reset: Set<string>;
  garbage: Set<string>;
  /** Changes the header of the next tokens. */
  header: (header: Record<string, unknown>) => Record<string, unknown>;
}

export interface Upstream {
  readonly issuer: string;
  /** Where a call to one of its addresses really goes: its issuer may be a known provider's. */
  readonly local: (url: string) => string;
  /** From now on it signs by another key under another id; only that one is published. */
  rotate(kid: string): void;
  /** A logout token about Ada, changed. */
  readonly logoutToken: (change?: (claims: Record<string, unknown>) => Record<string, unknown>) => string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly behave: UpstreamBehaviour;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** Does what the browser does: opens the authorization URL and gives the address it is sent back to. */
  authorize(url: string): Promise<URL>;
  close(): Promise<void>;
}

interface Granted {
  readonly nonce: string | undefined;
  readonly challenge: string | undefined;
  readonly redirectUri: string;
}

const right = (): UpstreamBehaviour => ({
  idToken: (claims) => claims,
  algorithm: 'ES256',
  kid: undefined,
  otherKey: false,
  responseIssuer: undefined,
  discoveryIssuer: undefined,
  userinfo: { student_number: '4711', email: 'ada@campus.example', email_verified: true },
  userinfoSubject: undefined,
  authorizationError: undefined,
  broken: new Set(),
  silent: new Set(),
  reset: new Set(),
  garbage: new Set(),
  header: (header) => header,
});

/** @param known the issuer of a known provider, to stand in its place */
export async function startUpstream(known?: string): Promise<Upstream> {
  const clientId = 'vestibule-at-campus';
  const clientSecret = 'upstream-secret-of-this-test';
  let key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let ownKid = 'one';
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const codes = new Map<string, Granted>();
  const behave = right();
  const asked: string[] = [];
  let issuer = known ?? '';
  let address = '';

  const jwt = (claims: Record<string, unknown>, typ = 'JWT'): string => {
    const alg = behave.algorithm === 'HS256-with-public-key' ? 'HS256' : behave.algorithm;
    const signed = `${b64(behave.header({ alg, kid: behave.kid ?? ownKid, typ }))}.${b64(claims)}`;
    if (alg === 'none') return `${signed}.`;
    if (alg === 'HS256') {
      const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
      return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
    }
    return `${signed}.${es256(signed, behave.otherKey ? stranger.privateKey : key.privateKey)}`;
  };

  const discovery = () => ({
    issuer: behave.discoveryIssuer ?? issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/end-session`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  });

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const back = new URL(query.get('redirect_uri') ?? 'about:blank');
    back.searchParams.set('state', query.get('state') ?? '');
    if (behave.responseIssuer !== 'absent') back.searchParams.set('iss', behave.responseIssuer ?? issuer);
    if (behave.authorizationError === undefined) {
      const code = `code-${codes.size}`;
      codes.set(code, {
        nonce: query.get('nonce') ?? undefined,
        challenge: query.get('code_challenge') ?? undefined,
        redirectUri: query.get('redirect_uri') ?? '',
      });
      back.searchParams.set('code', code);
    } else back.searchParams.set('error', behave.authorizationError);
    response.writeHead(303, { location: back.href }).end();
  };

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    const granted = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const given = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    if (decodeURIComponent(given) !== `${clientId}:${clientSecret}`)
      return json(response, { error: 'invalid_client' }, 401);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (granted?.challenge !== challenge || granted.redirectUri !== form.get('redirect_uri')) {
      return json(response, { error: 'invalid_grant' }, 400);
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: 'ada', aud: clientId, iat: now, exp: now + 300, nonce: granted.nonce };
    const auth = { auth_time: now, acr: 'urn:example:mfa', amr: ['pwd', 'otp'], sid: 'upstream-session' };
    const idToken = jwt(behave.idToken({ ...claims, ...auth }));
    json(response, { access_token: 'at', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', address);
    asked.push(pathname);
    if (behave.reset.has(pathname)) {
      response.destroy();
      return;
    }
    if (behave.garbage.has(pathname)) {
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>{"keys":[]');
      return;
    }
    if (behave.silent.has(pathname)) return;
    if (behave.broken.has(pathname)) {
      response.writeHead(503).end();
      return;
    }
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json(response, discovery());
      case '/authorize':
        return authorize(searchParams, response);
      case '/token':
        token(request, response).catch(() => response.destroy());
        return;
      case '/userinfo':
        return json(response, { sub: behave.userinfoSubject ?? 'ada', ...behave.userinfo });
      case '/jwks':
        return json(response, {
          keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: ownKid, use: 'sig', alg: 'ES256' }],
        });
      default:
        response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer = known ?? address;
  const local = (url: string) => (url.startsWith(issuer) ? `${address}${url.slice(issuer.length)}` : url);
  return {
    local,
    rotate(kid) {
      key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      ownKid = kid;
    },
    logoutToken(change = (claims) => claims) {
      const now = Math.floor(Date.now() / 1000);
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
      const about = { sub: 'ada', sid: 'upstream-session', events, jti: randomUUID() };
      return jwt(change({ iss: issuer, aud: clientId, iat: now, exp: now + 120, ...about }), 'logout+jwt');
    },
    get issuer() {
      return issuer;
    },
    clientId,
    clientSecret,
    behave,
    asked,
    async authorize(url) {
      const answer = await fetch(local(url), { redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? 'about:blank');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const es256 = (text: string, key: KeyObject) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

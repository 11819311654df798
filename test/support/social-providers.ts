// Stand-ins for Google, Facebook and X on loopback: right by default, and wrong in one named way when a test says so.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dialect, facebook, google, type Said, x } from './social-dialects.ts';

/** How an endpoint may go wrong, whichever it is. */
type Trouble =
  | 'error-500'
  | 'slow'
  | 'hang'
  | 'reset'
  | 'garbage'
  | 'list'
  | 'huge'
  | 'redirect'
  | 'rate-limit'
  | 'too-many';

export interface SocialBehaviour {
  authorization: 'grant' | 'cancel' | 'unavailable';
  /** `used` and `expired`: as the provider says it of a code. `mac`: another type of token. */
  token: 'right' | Trouble | 'used' | 'expired' | 'no-token' | 'spoilt-token' | 'mac' | 'error-beside' | 'wrong-client';
  userinfo: 'right' | Trouble | 'refused';
  /** What it says of the person. */
  account: Readonly<Record<string, unknown>>;
}

export interface SocialProvider {
  readonly dialect: Dialect;
  readonly endpoints: { readonly authorization: string; readonly token: string; readonly userinfo: string };
  readonly behave: SocialBehaviour;
  /** Paths asked for with their query, in order. */
  readonly asked: string[];
  /** Codes redeemed well. */
  readonly redeemed: string[];
  /** Does what the browser does: opens the authorization URL and gives the address it is sent back to. */
  authorize(url: string): Promise<URL>;
  /** Right again in everything. */
  mend(): void;
  close(): Promise<void>;
}

export type SocialKind = Dialect['kind'];

const dialects: Readonly<Record<SocialKind, Dialect>> = { google, facebook, x };

interface Granted {
  readonly challenge: string | undefined;
  readonly redirectUri: string;
}

const right = (dialect: Dialect): SocialBehaviour => ({
  authorization: 'grant',
  token: 'right',
  userinfo: 'right',
  account: dialect.account,
});

export async function startSocialProvider(kind: SocialKind): Promise<SocialProvider> {
  const dialect = dialects[kind];
  const behave = right(dialect);
  const codes = new Map<string, Granted | 'used'>();
  const tokens = new Set<string>();
  const asked: string[] = [];
  const redeemed: string[] = [];

  function authorization(query: URLSearchParams, response: ServerResponse): void {
    const fault = requestFault(dialect, query);
    if (fault !== undefined) return say(response, { status: 400, body: fault });
    const back = new URL(query.get('redirect_uri') ?? 'about:blank');
    const answer = { ...answerOf(), ...dialect.extra, state: query.get('state') ?? '' };
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
    response.writeHead(302, { location: back.href }).end();

    function answerOf(): Readonly<Record<string, string>> {
      if (behave.authorization === 'cancel') return dialect.cancelled;
      if (behave.authorization === 'unavailable') return { error: 'temporarily_unavailable' };
      const code = `code-${randomUUID()}`;
      const challenge = query.get('code_challenge') ?? undefined;
      codes.set(code, { challenge, redirectUri: query.get('redirect_uri') ?? '' });
      return { code };
    }
  }

  function token(request: IncomingMessage, form: URLSearchParams): Said {
    if (behave.token === 'wrong-client' || !dialect.isClient(request.headers, form)) return dialect.wrongClient;
    if (behave.token === 'used') return dialect.codeUsed;
    if (behave.token === 'expired') return dialect.codeExpired;
    const code = form.get('code') ?? '';
    const granted = codes.get(code);
    if (granted === undefined) return dialect.codeUnknown;
    codes.set(code, 'used');
    if (granted === 'used') return dialect.codeUsed;
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isHers = granted.challenge === challenge && granted.redirectUri === form.get('redirect_uri');
    if (!isHers || form.get('grant_type') !== 'authorization_code') return dialect.codeUnknown;
    redeemed.push(code);
    return { status: 200, body: given() };
  }

  function given(): Readonly<Record<string, unknown>> {
    const accessToken = `token-${randomUUID()}`;
    tokens.add(accessToken);
    const good = { access_token: accessToken, token_type: 'bearer', expires_in: 3599 };
    if (behave.token === 'no-token') return { token_type: 'bearer' };
    if (behave.token === 'spoilt-token') return { ...good, access_token: 'a\r\nx-evil: 1' };
    if (behave.token === 'mac') return { ...good, token_type: 'mac' };
    return behave.token === 'error-beside' ? { ...good, error: 'invalid_grant' } : good;
  }

  function userinfo(request: IncomingMessage, query: URLSearchParams): Said {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const isRefused = behave.userinfo === 'refused' || !tokens.has(bearer) || !dialect.isAsked(query, bearer);
    return isRefused ? dialect.tokenRefused : { status: 200, body: dialect.person(behave.account) };
  }

  const server = createServer((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://provider');
    asked.push(`${request.method} ${pathname}${search}`);
    const { paths } = dialect;
    if (pathname === paths.authorization) return authorization(searchParams, response);
    if (pathname === paths.userinfo) return answer(dialect, behave.userinfo, response, userinfo(request, searchParams));
    if (pathname !== paths.token) return say(response, { status: 404, body: {} });
    text(request).then(
      (body) => answer(dialect, behave.token, response, token(request, new URLSearchParams(body))),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { authorization: authorize, token: redeem, userinfo: person } = dialect.paths;
  return {
    dialect,
    endpoints: { authorization: url + authorize, token: url + redeem, userinfo: url + person },
    behave,
    asked,
    redeemed,
    async authorize(href) {
      const page = await fetch(href, { redirect: 'manual' });
      const location = page.headers.get('location');
      if (location === null) throw new Error(`${kind} showed a page of its own: ${page.status} ${await page.text()}`);
      return new URL(location);
    },
    mend: () => void Object.assign(behave, right(dialect)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Within a second, and too long for two of them. */
const slowMs = 700;

/** What the provider would show an error page of its own for. */
function requestFault({ client, scope }: Dialect, query: URLSearchParams): string | undefined {
  const wanted = { client_id: client.clientId, response_type: 'code', scope, code_challenge_method: 'S256' };
  const wrong = Object.entries(wanted).find(([name, value]) => query.get(name) !== value);
  if (wrong !== undefined) return `wrong ${wrong[0]}`;
  return query.get('redirect_uri') === null || query.get('state') === null ? 'incomplete' : undefined;
}

function answer({ rateLimit }: Dialect, trouble: string, response: ServerResponse, said: Said): void {
  switch (trouble) {
    case 'hang':
      return;
    case 'slow':
      setTimeout(() => say(response, said), slowMs);
      return;
    case 'reset':
      response.destroy();
      return;
    case 'error-500':
      return say(response, { status: 500, body: { error: 'server_error' } });
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>access_token=evil&token_type=bearer</html>');
      return;
    case 'list':
      return say(response, { status: 200, body: [said.body] });
    case 'huge':
      return say(response, { status: 200, body: { ...(said.body as object), padding: 'x'.repeat(200_000) } });
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' }).end();
      return;
    case 'rate-limit':
      return say(response, rateLimit);
    case 'too-many':
      return say(response, { status: 429, body: {} });
    default:
      return say(response, said);
  }
}

function say(response: ServerResponse, { status, body }: Said): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

// An application of the library that is told, server to server, when a session is over: it verifies what comes by jose, as
// Back-Channel Logout 1.0 section 2.6 has it, and may be away, slow or unwilling.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { askingParty } from './asking-application.ts';
import type { InstitutionInput } from './vestibule.ts';

type OidcParty = Extract<NonNullable<InstitutionInput['relyingParties']>[number], { kind: 'oidc' }>;

export interface ToldApplication {
  readonly url: string;
  readonly party: OidcParty;
  /** What it does when it is told. */
  behaves: 'answers' | 'hangs' | 'refuses';
  /** The messages that came, also those that it did not answer. */
  readonly calls: number;
  /** Claims of the logout tokens that were found right. */
  readonly told: readonly JWTPayload[];
  /** Why a message was not. */
  readonly faults: readonly string[];
  /** Resolves when it was told so often, or rejects. */
  toldTimes(count: number, withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startToldApplication(issuer: () => string, id = 'catalogue'): Promise<ToldApplication> {
  const told: JWTPayload[] = [];
  const faults: string[] = [];
  let calls = 0;
  /** @returns the status of the answer; undefined for none */
  async function take(type: string | undefined, body: string): Promise<number | undefined> {
    if (application.behaves === 'hangs') return undefined;
    if (application.behaves === 'refuses') return 400;
    try {
      told.push(await verified(type, body, issuer(), id));
      return 200;
    } catch (error) {
      faults.push(String(error));
      return 400;
    }
  }
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    calls += 1;
    const status = await take(req.headers['content-type'], await bodyOf(req));
    if (status !== undefined) res.writeHead(status, { 'cache-control': 'no-store' }).end();
  }
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { redirectUris = [] } = askingParty.kind === 'oidc' ? askingParty : {};
  const application: ToldApplication = {
    url,
    party: { kind: 'oidc', id, name: `The ${id}`, redirectUris, backchannelLogoutUri: `${url}/backchannel` },
    behaves: 'answers',
    get calls() {
      return calls;
    },
    told,
    faults,
    async toldTimes(count, withinMs = 5000) {
      const until = Date.now() + withinMs;
      while (told.length < count) {
        if (Date.now() > until) throw new Error(`told ${told.length} times of ${count}; faults: ${faults.join()}`);
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return application;
}

async function bodyOf(req: AsyncIterable<unknown>): Promise<string> {
  let body = '';
  for await (const chunk of req) body += String(chunk);
  return body;
}

async function verified(type: string | undefined, body: string, issuer: string, audience: string): Promise<JWTPayload> {
  if (type !== 'application/x-www-form-urlencoded') throw new Error(`content type ${type}`);
  const form = new URLSearchParams(body);
  if ([...form.keys()].join() !== 'logout_token') throw new Error(`parameters ${[...form.keys()].join()}`);
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const { payload } = await jwtVerify(form.get('logout_token') ?? '', keys, {
    issuer,
    audience,
    typ: 'logout+jwt',
    algorithms: ['ES256'],
    requiredClaims: ['iat', 'exp', 'jti', 'sub', 'sid'],
  });
  const events = JSON.stringify(payload['events']);
  if (events !== '{"http://schemas.openid.net/event/backchannel-logout":{}}') throw new Error(`events ${events}`);
  if ('nonce' in payload) throw new Error('a nonce');
  return payload;
}

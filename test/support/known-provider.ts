// The package oidc-provider in the place of a provider that is known: with its issuer, its claims and its ways, on an
// address of this machine. Nothing of Vestibule is in it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { ClientMetadata, Configuration } from 'oidc-provider';
import { type Answer, type Browser, openBrowser } from './browse.ts';
import { parse } from './html-forms.ts';

export interface KnownProvider {
  readonly issuer: string;
  /** Where a call to one of its addresses really goes. */
  readonly local: (url: string) => string;
  /** What was posted to its token endpoint and to the one for pushed requests, newest last. */
  readonly posted: URLSearchParams[];
  /** Does what a person does there: says her name. Gives the address, or the form, that she is sent back with. */
  signIn(url: string, name: string, browser?: Browser): Promise<{ readonly address?: URL; readonly form?: Answer }>;
  close(): Promise<void>;
}

export interface KnownOptions {
  /** Its own address unless said. */
  readonly issuer?: string;
  /** An address of this machine: another one is another site to a browser. */
  readonly host?: string;
  /** Under which path it stands, where it has its own address. */
  readonly path?: string;
  /** Claims of the ID token by login name; anybody who names herself is believed. */
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Read when it is first asked: by then the address of whoever asks is known. */
  readonly client: Partial<ClientMetadata> & { readonly redirect_uris: string[] };
  readonly configuration?: Partial<Configuration>;
  /** Judges a secret that changes each time. */
  readonly isSecret?: (secret: string) => boolean;
}

export const clientId = 'library';
export const clientSecret = 'a-secret-of-the-known-provider-of-this-test';

export async function startKnownProvider(options: KnownOptions): Promise<KnownProvider> {
  const { Provider } = await import('oidc-provider');
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const address = `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`;
  const issuer = options.issuer ?? `${address}${options.path ?? ''}`;
  const { host, origin, pathname, protocol } = new URL(issuer);
  const names = [...new Set(Object.values(options.people).flatMap((claims) => Object.keys(claims)))];
  const configuration = (): Configuration => ({
    clients: [{ client_id: clientId, client_secret: clientSecret, ...options.client }],
    scopes: ['openid', 'profile', 'email', 'name'],
    claims: { openid: ['sub', ...names.filter((name) => name !== 'sub' && name !== 'sid')] },
    // These providers put what they know into the ID token.
    conformIdTokenClaims: false,
    cookies: { keys: ['one-key-of-the-known-provider'] },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...options.people[id] }) }),
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email name');
      await grant.save();
      return grant;
    },
    ...options.configuration,
    features: { devInteractions: { enabled: false }, ...options.configuration?.features },
  });
  let made: InstanceType<typeof Provider> | undefined;
  const provider = () => (made ??= make());
  function make(): InstanceType<typeof Provider> {
    const one = new Provider(issuer, configuration());
    one.proxy = true;
    const { isSecret } = options;
    if (isSecret !== undefined) {
      Object.assign(one.Client.prototype, { compareClientSecret: async (secret: string) => isSecret(secret) });
    }
    return one;
  }

  const posted: URLSearchParams[] = [];
  app.use((req, _res, next) => {
    req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    req.headers['x-forwarded-host'] = host;
    next();
  });
  app.get('/sign-in/:uid', (req, res) => {
    res
      .type('html')
      .send(
        `<form method="post" action="/sign-in/${req.params.uid}"><input name="username" value=""><button>Sign in</button></form>`,
      );
  });
  app.post('/sign-in/:uid', express.urlencoded({ extended: false }), async (req, res) => {
    const { username: name } = req.body as { username: string };
    await provider().interactionFinished(req, res, { login: { accountId: name } }, { mergeWithLastSubmission: false });
  });
  app.use(pathname, (req, res) => {
    if (/\/(token|request)$/.test(req.path)) {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => posted.push(new URLSearchParams(Buffer.concat(chunks).toString())));
    }
    void provider().callback()(req, res);
  });

  const local = (url: string) => (url.startsWith(origin) ? `${address}${url.slice(origin.length)}` : url);
  return {
    issuer,
    local,
    posted,
    async signIn(url, name, browser = openBrowser()) {
      const isBack = (to: string) => options.client.redirect_uris.some((uri) => to.startsWith(uri));
      let answer = await browser.get(local(url));
      for (let hops = 0; hops < 10; hops++) {
        const location = answer.headers.get('location');
        if (location !== null) {
          const next = new URL(location, answer.url);
          if (isBack(next.href)) return { address: next };
          answer = await browser.get(local(next.href));
          continue;
        }
        const [form] = parse(answer.body);
        if (form === undefined) throw new Error(`${answer.status} ${answer.url}: ${answer.body.slice(0, 600)}`);
        if (isBack(form.action)) return { form: answer };
        answer = await browser.submit(answer, { username: name });
      }
      throw new Error('It goes round in circles');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// A stand-alone OpenID Connect provider on the package oidc-provider: software nobody here wrote, with people of its own
// and a sign-in page of one form. Nothing of Vestibule is in it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Configuration } from 'oidc-provider';

export interface StandaloneProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Lets this address be returned to. */
  trust(redirectUri: string): void;
  close(): Promise<void>;
}

/** @param people claims by login name; anybody who names herself is believed */
export async function startStandaloneProvider(
  people: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<StandaloneProvider> {
  const { Provider } = await import('oidc-provider');
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'library';
  const clientSecret = 'a-secret-of-the-stand-alone-provider';
  const redirectUris: string[] = [];
  // Built when it is first asked: by then the address of whoever asks is known.
  const configuration = (): Configuration => ({
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris, scope: 'openid profile' },
    ],
    scopes: ['openid', 'profile'],
    claims: { profile: ['name', 'student_number'] },
    cookies: { keys: ['one-key-of-the-stand-alone-provider'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    // No consent page: whoever signs in agrees.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  let made: InstanceType<typeof Provider> | undefined;
  const provider = () => (made ??= new Provider(issuer, configuration()));

  app.get('/sign-in/:uid', (req, res) => {
    res
      .type('html')
      .send(`<form method="post" action="/sign-in/${req.params.uid}"><input name="name" value=""></form>`);
  });
  app.post('/sign-in/:uid', express.urlencoded({ extended: false }), async (req, res) => {
    const { name } = req.body as { name: string };
    await provider().interactionFinished(req, res, { login: { accountId: name } }, { mergeWithLastSubmission: false });
  });
  app.use((req, res) => provider().callback()(req, res));

  return {
    issuer,
    clientId,
    clientSecret,
    trust: (redirectUri) => void redirectUris.push(redirectUri),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

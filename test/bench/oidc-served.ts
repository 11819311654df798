// The door of a whole Vestibule; and an oidc-provider with nothing around it, on the same adapter and the same
// ephemeral store, with the same keys and the same client.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter, JWK, Provider } from 'oidc-provider';
import { createSigningKeys } from '../../src/keys/signing-keys.ts';
import { adapterFor } from '../../src/relying-parties/oidc/adapter.ts';
import { loadProvider } from '../../src/relying-parties/oidc/load.ts';
import { libraryOf } from '../support/institutions.ts';
import { catalogue, clientSecret } from '../support/oidc-door.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';
import type { Serve } from './served.ts';

const redirectUri = 'https://catalogue.example/cb';

export const serve: Serve = async (start) => {
  const { password } = start as { password: string };
  const vestibule = await startVestibule({
    institutions: () => [libraryOf({ relyingParties: [catalogue as never] })],
    secrets: { CATALOGUE: clientSecret },
  });
  const identifiers = [{ type: 'BARCODE', value: '29301' }];
  const name = { first: 'Ada', last: 'Lovelace' };
  await vestibule.seed('demo', [{ primaryIdentifier: 'p0001', name, password, identifiers }]);
  const bare = await startBare(vestibule);
  return {
    urls: () => ({ vestibule: vestibule.url, bare: bare.url }),
    close: async () => {
      bare.server.closeAllConnections();
      bare.server.close();
      await vestibule.close();
    },
  };
};

async function startBare({ parts }: RunningVestibule): Promise<{ server: Server; url: string }> {
  const { ephemeral, sealing, clock, random, store } = parts;
  const keys = await createSigningKeys({ keyStore: store.keys, sealing, clock, random }).allPrivate('demo', 'oidc');
  const library = await loadProvider();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const adapter = (model: string) =>
    adapterFor(model, {
      institution: 'bare',
      ephemeral,
      sealing,
      clock,
      alreadyUsed: () => new library.errors.InvalidGrant('used'),
      client: (id) => (id === 'catalogue' ? client : undefined),
      codeIssued: async () => undefined,
    });
  const idsByUid = new Map<string, string>();
  // Vestibule keeps no session of the provider's. Here it is the only one, and kept like every other record.
  const sessions = adapter('LoneSession');
  const sessionAdapter: Adapter = {
    ...sessions,
    async upsert(id, payload, expiresIn) {
      if (payload.uid !== undefined) idsByUid.set(payload.uid, id);
      await sessions.upsert(id, payload, expiresIn);
    },
    findByUid: async (uid) => sessions.find(idsByUid.get(uid) ?? ''),
  };
  const provider = new library.Provider(url, {
    adapter: (model: string) => (model === 'Session' ? sessionAdapter : adapter(model)),
    jwks: { keys: [...keys] as JWK[] },
    cookies: { keys: ['a key of the bare provider'] },
    claims: { openid: ['sub'], profile: ['name'] },
    ttl: { AuthorizationCode: 60, AccessToken: 900, Grant: 1200, IdToken: 3600, Interaction: 3600, Session: 3600 },
    routes: { userinfo: '/userinfo' },
    pkce: { required: () => true },
    expiresWithSession: () => false,
    issueRefreshToken: () => false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: 'Ada Lovelace' }) }),
  });
  const handle = provider.callback();
  server.on('request', (req, res) => {
    if (!req.url?.startsWith('/interaction/')) return void handle(req, res);
    return void signAdaIn(provider, req, res).catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  return { server, url };
}

const client = {
  client_id: 'catalogue',
  client_secret: clientSecret,
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code'],
  response_types: ['code' as const],
  id_token_signed_response_alg: 'ES256' as const,
  token_endpoint_auth_method: 'client_secret_basic' as const,
};

/** The provider's login and consent, each answered at once: before anything is measured. */
async function signAdaIn(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { prompt } = await provider.interactionDetails(req, res);
  if (prompt.name === 'login') return provider.interactionFinished(req, res, { login: { accountId: 'ada' } });
  const grant = new provider.Grant({ accountId: 'ada', clientId: 'catalogue' });
  grant.addOIDCScope('openid profile email');
  const consent = { consent: { grantId: await grant.save() } };
  return provider.interactionFinished(req, res, consent, { mergeWithLastSubmission: true });
}

// The OpenID Connect door on loopback with everything around it faked: users in memory, sessions in a map, and a login
// that shows a page until the test says who is there. Several nodes may share the stores.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { type InstitutionConfig, institution } from '../../config/schema.ts';
import { dayIn } from '../../src/domain/day.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { LoginRequest, Participant, Told } from '../../src/domain/login.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { AuditEntry } from '../../src/domain/ports/journal.ts';
import type { SecretReference } from '../../src/domain/ports/secrets.ts';
import type { Session } from '../../src/domain/session.ts';
import type { User } from '../../src/domain/user.ts';
import { createSealing } from '../../src/keys/sealing.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import {
  createOidcDoor,
  type OidcDoor,
  type OidcDoorDeps,
  type SignedIn,
} from '../../src/relying-parties/oidc/index.ts';
import { ineligible } from '../../src/resolution/decide.ts';
import { createParticipants, type Participants } from '../../src/session/participants.ts';
import { type FakeEphemeral, fakeEphemeral } from './fake-ephemeral.ts';
import { createFakePins } from './fake-pins.ts';
import { createFakeUsers, type FakeUsers } from './fake-users.ts';
import { seededRandom } from './fakes.ts';

/** Also the secret of every confidential client here. */
export const clientSecret = 'secret-of-the-catalogue-application';

/** The provider reads the machine's clock, so these tests do too. */
const clock: Clock = { now: () => Date.now() };

export const catalogue = {
  kind: 'oidc',
  id: 'catalogue',
  name: 'Catalogue',
  secret: '${env:CATALOGUE}',
  redirectUris: ['https://catalogue.example/cb', 'https://other.example/cb'],
  postLogoutRedirectUris: ['https://catalogue.example/bye'],
  release: {
    subject: ['BARCODE', 'STUDENT_NO'],
    claims: { name: 'name', email: 'email', group: 'user_group', library_card: { identifier: 'BARCODE' } },
  },
};

export interface DoorWorld {
  readonly users: FakeUsers;
  readonly ephemeral: FakeEphemeral;
  /** Who was told of which session. */
  readonly participants: Participants;
  /** Has the first node tell an application that a session is over. */
  tell(participant: Participant): Promise<Told>;
  readonly audit: AuditEntry[];
  readonly reported: unknown[];
  /** Requests that reached the login, in order; `/finish/N` signs `person` in for the N-th. */
  readonly logins: LoginRequest[];
  person: User | undefined;
  /** When the next person proved who she is; undefined: now. */
  authenticatedAt: number | undefined;
  config: InstitutionConfig;
  keys: Awaited<ReturnType<OidcDoorDeps['signingKeys']['allPrivate']>>;
  readonly sessions: Map<string, Session>;
  readonly publicUrl: string;
  /** Another node on the same stores. @returns its own address */
  node(): Promise<string>;
  setRelyingParties(...parties: object[]): void;
  close(): Promise<void>;
}

export function newKey(kid: string, algorithm: 'ES256' | 'RS256' = 'ES256') {
  const { privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' } as DoorWorld['keys'][number];
}

export function library(relyingParties: readonly object[] = [catalogue]): InstitutionConfig {
  return institution.parse({
    slug: 'demo',
    code: 'DEMO',
    name: 'Demo Library',
    identifierTypes: ['BARCODE', 'STUDENT_NO'].map((code) => ({ code, label: code })),
    loginProfiles: [{ kind: 'password', id: 'library', label: 'Library', match: { from: 'subject', to: 'any' } }],
    relyingParties,
  });
}

/** @param behindProxy the address people use, when it is not the one that the node listens on */
export async function startDoor(behindProxy?: string): Promise<DoorWorld> {
  const servers: Server[] = [];
  const doors: OidcDoor[] = [];
  const users = createFakeUsers(clock);
  const ephemeral = fakeEphemeral(clock);
  const sealing = createSealing(randomBytes(32), seededRandom());
  const participants = createParticipants({ ephemeral, sealing, clock });
  const { server: first, url: own } = await listen();
  const publicUrl = behindProxy ?? own;
  servers.push(first);

  const world: DoorWorld = {
    users,
    ephemeral,
    participants,
    tell: async (participant) => (await doors[0]?.tellSignedOut?.('demo', participant)) ?? { type: 'cannot' },
    audit: [],
    reported: [],
    logins: [],
    person: undefined,
    authenticatedAt: undefined,
    config: library(),
    keys: [newKey('one'), newKey('two', 'RS256')],
    sessions: new Map(),
    publicUrl,
    async node() {
      const { server, url } = await listen();
      servers.push(server);
      serve(server);
      return url;
    },
    setRelyingParties(...parties) {
      world.config = library(parties);
    },
    async close() {
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done).closeAllConnections())));
    },
  };
  serve(first);
  return world;

  function serve(server: Server): void {
    const app = express();
    let door: OidcDoor | undefined;
    const begin = async (req: Request, res: Response, request: LoginRequest): Promise<void> => {
      world.logins.push(request);
      const found = await signedIn(sessionCookie(req));
      if (found !== undefined && !request.forceAuthn) return answer(req, res, request, found);
      res.type('text').send(`page ${world.logins.length - 1}`);
    };
    const answer = async (req: Request, res: Response, request: LoginRequest, found: SignedIn): Promise<void> => {
      const outcome = await door?.respond(req, res, { request, ...found });
      if (outcome?.type === 'refused') res.status(403).send(outcome.code);
    };
    door = createOidcDoor({
      publicUrl,
      institutions: { get: (slug) => (slug === 'demo' ? { config: world.config } : undefined) },
      ephemeral,
      signingKeys: { allPrivate: async () => world.keys },
      sealing,
      attemptSeconds: 1800,
      secrets: { read: (_reference: SecretReference) => clientSecret },
      clock,
      users,
      pins: createFakePins(),
      participants,
      outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
      random: seededRandom(),
      sessions: {
        find: (req) => signedIn(sessionCookie(req)),
        get: (_institution, id) => signedIn(id),
      },
      signOut: {
        async now(req, res, { uri, state }) {
          world.sessions.delete(sessionCookie(req) ?? '');
          if (uri === undefined) return res.redirect(303, '/demo/logout');
          const back = new URL(uri);
          if (state !== undefined) back.searchParams.set('state', state);
          res.redirect(303, back.href);
        },
        ask: (_req, res, asked) =>
          res.redirect(303, `/demo/logout${asked === undefined ? '' : `?for=${asked.relyingParty}`}`),
      },
      begin,
      audit: async (entry) => {
        world.audit.push(entry);
      },
      renderError: (_req, res, { status, code }) => {
        res.status(status).type('text').send(code);
      },
      report: (error) => world.reported.push(error),
    });
    doors.push(door);
    app.use('/:slug/oidc', door.handler);
    app.get('/finish/:number', async (req, res) => {
      const request = world.logins[Number(req.params.number)];
      if (request === undefined || world.person === undefined) throw new Error('nobody is there');
      const session = establish(world.person);
      res.cookie('session', session.id, { httpOnly: true, sameSite: 'lax' });
      await answer(req, res, request, { session, user: world.person });
    });
    app.get('/refuse/:number', async (req, res) => {
      const request = world.logins[Number(req.params.number)];
      if (request !== undefined) await door.refuse(req, res, request, 'cancelled');
    });
    app.use((error: unknown, _req: Request, res: Response, _next: unknown) => {
      const code = error instanceof VestibuleError ? error.code : 'VST_INTERNAL';
      if (code === 'VST_INTERNAL') world.reported.push(error);
      res
        .status(error instanceof VestibuleError ? error.status : 500)
        .type('text')
        .send(code);
    });
    server.on('request', app);
  }

  function establish(user: User): Session {
    const now = clock.now();
    const session: Session = {
      id: randomBytes(16).toString('base64url'),
      institution: 'demo',
      userId: user.id,
      epoch: user.sessionEpoch,
      profile: 'library',
      identifier: { type: 'primary', value: user.primaryIdentifier },
      authenticatedAt: world.authenticatedAt ?? now,
      startedAt: now,
      methods: ['pwd'],
      issuer: 'internal',
      endsAt: now + 3_600_000,
      trace: 'TRACE',
    };
    world.sessions.set(session.id, session);
    return session;
  }

  async function signedIn(id: string | undefined): Promise<SignedIn | undefined> {
    const session = world.sessions.get(id ?? '');
    const user = session && (await users.summary('demo', session.userId));
    if (session === undefined || user === undefined || user.sessionEpoch !== session.epoch) return undefined;
    return ineligible(user, dayIn('UTC', clock.now())) === undefined ? { session, user } : undefined;
  }
}

async function listen(): Promise<{ server: Server; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const sessionCookie = (req: Request) => /(?:^|; )session=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1];

// A whole Vestibule on a port of its own, on real stores in a directory of its own: what flow tests speak to over HTTP.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { z } from 'zod';
import { installation as installationSchema, institution as institutionSchema } from '../../config/schema.ts';
import { createAggregates } from '../../src/aggregates/aggregates.ts';
import { type App, type AppParts, createApp } from '../../src/app.ts';
import { createPasswordHasher } from '../../src/directory/password-hash.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import type { SecretReference, Secrets } from '../../src/domain/ports/secrets.ts';
import { openSqliteEphemeral } from '../../src/ephemeral/sqlite.ts';
import { matchTypes } from '../../src/institutions.ts';
import { createSealing } from '../../src/keys/sealing.ts';
import { openMail } from '../../src/mail/open-mail.ts';
import { createLog } from '../../src/observability/log.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import { hashingThreads, systemClock, systemRandom } from '../../src/platform.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { messageLanguages } from '../../src/web/messages.ts';
import { seedDraft, type UserSeed } from './user-seed.ts';

export type InstitutionInput = z.input<typeof institutionSchema>;

export interface VestibuleOptions {
  /** Institution files as they would be written; given the address Vestibule has. */
  readonly institutions: (url: string) => readonly InstitutionInput[];
  /** An address of this machine: another one is another site to a browser. */
  readonly host?: string;
  readonly clock?: Clock;
  /** Of other nodes of the same installation, to share stores with. */
  readonly shared?: { readonly store: Store; readonly ephemeral: Ephemeral; readonly publicUrl: string };
  readonly secrets?: Readonly<Record<string, string>>;
  readonly installation?: Partial<z.input<typeof installationSchema>>;
  /** Records and journal grow to at most so many pages: a full disk. */
  readonly maxPageCount?: number;
}

export interface RunningVestibule {
  readonly url: string;
  /** Where its stores are. */
  readonly directory: string;
  readonly app: App;
  readonly parts: AppParts;
  /** Every log line so far. */
  readonly logs: readonly string[];
  /** Writes users; `password` is hashed. */
  seed(institution: string, seeds: readonly (UserSeed & { readonly password?: string })[]): Promise<void>;
  load(institutions: readonly InstitutionInput[]): Promise<void>;
  close(): Promise<void>;
}

const masterKey = Buffer.alloc(32, 7);

export async function startVestibule(options: VestibuleOptions): Promise<RunningVestibule> {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-'));
  const host = options.host ?? '127.0.0.1';
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const own = `http://${host}:${(server.address() as AddressInfo).port}`;
  const publicUrl = options.shared?.publicUrl ?? own;
  const logs: string[] = [];
  const parts = await openTestParts(directory, publicUrl, options, logs);
  const parse = (inputs: readonly InstitutionInput[]) => inputs.map((input) => institutionSchema.parse(input));
  const app = await createApp(parts, parse(options.institutions(publicUrl)));
  server.on('request', app.handler);
  parts.mailer?.start();

  return {
    url: own,
    directory,
    app,
    parts,
    logs,
    seed: (institution, seeds) => seedUsers(app, parts, institution, seeds),
    load: (inputs) => app.load(parse(inputs)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
      await parts.mailer?.close();
      await parts.aggregates.close();
      if (options.shared === undefined) await Promise.all([parts.store.close(), parts.ephemeral.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function openTestParts(
  directory: string,
  publicUrl: string,
  options: VestibuleOptions,
  logs: string[],
): Promise<AppParts> {
  const clock = options.clock ?? systemClock;
  const sealing = createSealing(masterKey, systemRandom);
  const installation = installationSchema.parse({
    publicUrl,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    masterKey: '${env:MASTER_KEY}',
    institutions: ['test.yaml'],
    // The smallest cost the configuration allows: tests sign in often.
    passwordHashing: { memoryKiB: 7168, passes: 1 },
    outboundAllow: ['127.0.0.0/8'],
    ...options.installation,
  });
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logs.push(String(chunk));
      done();
    },
  });
  const store =
    options.shared?.store ??
    (await openSqliteStore({ directory, clock, sealing, random: systemRandom, maxPageCount: options.maxPageCount }));
  const secrets = testSecrets(options.secrets ?? {});
  const log = createLog('info', sink);
  const { letters, journal } = store;
  const outbound = createOutbound({ allow: installation.outboundAllow });
  return {
    ...openMail(installation, { letters, journal, sealing, secrets, log, clock, random: systemRandom }),
    installation,
    store,
    ephemeral: options.shared?.ephemeral ?? (await openSqliteEphemeral({ directory, clock })),
    sealing,
    hasher: createPasswordHasher({
      ...installation.passwordHashing,
      threads: hashingThreads(),
      random: systemRandom,
      clock,
    }),
    outbound,
    aggregates: createAggregates({ directory, outbound, languages: messageLanguages, clock, log }),
    secrets,
    clock,
    random: systemRandom,
    log,
  };
}

/** `${env:NAME}` reads NAME of the given values, or a secret of its own. */
function testSecrets(values: Readonly<Record<string, string>>): Secrets {
  return {
    read(reference: SecretReference) {
      const name = /^\$\{env:(.+)\}$/.exec(reference)?.[1];
      if (name === undefined) return reference;
      return values[name] ?? `secret-of-${name}-which-is-long-enough`;
    },
  };
}

async function seedUsers(
  app: App,
  { store, hasher, clock, random }: AppParts,
  slug: string,
  seeds: readonly (UserSeed & { readonly password?: string })[],
): Promise<void> {
  const config = app.institutions.get(slug)?.config;
  if (config === undefined) throw new Error(`No institution ${slug}`);
  const at = new Date(clock.now()).toISOString();
  const drafts = await Promise.all(
    seeds.map(async ({ password, ...seed }) => {
      const passwordHash = password === undefined ? undefined : await hasher.hash(password);
      const given = { institution: slug, ...seed, ...(passwordHash === undefined ? {} : { passwordHash }) };
      return seedDraft(given, random.uuid(clock.now()), at, matchTypes(config));
    }),
  );
  const outcomes = await store.users.write(slug, drafts, { who: 'test', via: 'seed' });
  const refused = outcomes.filter(({ type }) => type !== 'written');
  if (refused.length > 0) throw new Error(`Cannot seed: ${JSON.stringify(refused)}`);
}

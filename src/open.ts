// From a configuration to open stores and keys: what a process needs before it can serve. Drivers that are not
// configured are never imported.
import { accessSync, constants, mkdirSync } from 'node:fs';
import type { InstallationConfig } from '../config/schema.ts';
import { createAggregates } from './aggregates/aggregates.ts';
import { observedLetters } from './app/observed.ts';
import type { AppParts } from './app.ts';
import { createPasswordHasher } from './directory/password-hash.ts';
import { VestibuleError } from './domain/errors.ts';
import type { Ephemeral } from './domain/ports/ephemeral.ts';
import type { Metrics } from './domain/ports/metrics.ts';
import type { Sealing } from './domain/ports/sealing.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import { readMasterKey } from './keys/master-key.ts';
import { createSealing } from './keys/sealing.ts';
import { openMail } from './mail/open-mail.ts';
import type { Log } from './observability/log.ts';
import { createOutbound } from './outbound/outbound.ts';
import { hashingThreads, systemClock, systemRandom } from './platform.ts';
import type { Store } from './store/store.ts';
import { messageLanguages } from './web/messages.ts';

/**
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_EPHEMERAL_UNAVAILABLE when a store cannot be reached;
 *   VST_CONFIG_INVALID when a secret is not there or the data directory cannot be written to
 */
export async function openParts(
  installation: InstallationConfig,
  secrets: Secrets,
  log: Log,
  metrics?: Metrics,
): Promise<AppParts> {
  const sealing = createSealing(readMasterKey(secrets, installation.masterKey), systemRandom);
  const store = await openStore(installation, secrets, sealing);
  const ephemeral = await openEphemeral(installation, secrets).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const { passwordHashing, outboundAllow } = installation;
  const outbound = createOutbound({ allow: outboundAllow });
  const shared = { sealing, secrets, log, clock: systemClock, random: systemRandom };
  return {
    ...openMail(installation, { ...shared, letters: store.letters, journal: observedLetters(store.journal, metrics) }),
    installation,
    store,
    ephemeral,
    sealing,
    hasher: createPasswordHasher({
      ...passwordHashing,
      threads: hashingThreads(),
      random: systemRandom,
      clock: systemClock,
    }),
    outbound,
    aggregates: createAggregates({
      directory: installation.dataDirectory,
      outbound,
      languages: messageLanguages,
      clock: systemClock,
      log,
    }),
    secrets,
    clock: systemClock,
    random: systemRandom,
    log,
    metrics,
  };
}

export async function openStore(installation: InstallationConfig, secrets: Secrets, sealing: Sealing): Promise<Store> {
  const { database, dataDirectory } = installation;
  const shared = { clock: systemClock, random: systemRandom, sealing };
  if (database.engine === 'postgresql') {
    const { openPostgresStore } = await import('./store/postgres.ts');
    return openPostgresStore({ url: secrets.read(database.url), poolSize: database.poolSize, ...shared });
  }
  const { openSqliteStore } = await import('./store/sqlite.ts');
  prepareDataDirectory(dataDirectory);
  return openSqliteStore({ directory: dataDirectory, ...shared });
}

async function openEphemeral(installation: InstallationConfig, secrets: Secrets): Promise<Ephemeral> {
  const { ephemeral, dataDirectory } = installation;
  if (ephemeral.engine === 'redis') {
    const { openRedisEphemeral } = await import('./ephemeral/redis.ts');
    return openRedisEphemeral(ephemeral, { secrets });
  }
  const { openSqliteEphemeral } = await import('./ephemeral/sqlite.ts');
  prepareDataDirectory(dataDirectory);
  return openSqliteEphemeral({ directory: dataDirectory, clock: systemClock });
}

function prepareDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The data directory cannot be used: ${why}. Set "dataDirectory" to a directory that this user may write to.`;
    throw new VestibuleError('VST_CONFIG_INVALID', message, {}, { cause });
  }
}

export async function closeParts({ store, ephemeral, mailer, aggregates }: AppParts): Promise<void> {
  await mailer?.close();
  await aggregates.close();
  await Promise.allSettled([store.close(), ephemeral.close()]);
}

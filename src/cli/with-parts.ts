// Commands that look into an installation's stores: opened, used, closed whatever happens.
import { createSecrets } from '../../config/load.ts';
import type { InstitutionConfig } from '../../config/schema.ts';
import { type App, type AppParts, createApp } from '../app.ts';
import { createLog } from '../observability/log.ts';
import { closeParts, openParts } from '../open.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { loadConfiguration } from './configuration.ts';

/** @returns what `use` returns, or 1 when the configuration has faults, each of which was told */
export async function withParts(
  args: CommandArgs,
  io: CommandIo,
  use: (parts: AppParts, institutions: readonly InstitutionConfig[]) => Promise<number>,
): Promise<number> {
  const loaded = await loadConfiguration(args, io);
  if (loaded === undefined) return 1;
  const parts = await openParts(loaded.installation, createSecrets(io), createLog('error'));
  try {
    return await use(parts, loaded.institutions);
  } finally {
    await closeParts(parts);
  }
}

/** The same with every room joined, for what resolves and shows as a sign-in would. */
export async function withApp(
  args: CommandArgs,
  io: CommandIo,
  use: (app: App, parts: AppParts) => Promise<number>,
): Promise<number> {
  return withParts(args, io, async (parts, institutions) => {
    const app = await createApp(parts, institutions);
    try {
      return await use(app, parts);
    } finally {
      await app.close();
    }
  });
}

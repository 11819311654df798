import type { LoadedInstallation } from '../../config/load.ts';
import type { InstitutionConfig } from '../../config/schema.ts';
import type { Command } from './command.ts';
import { configOption } from './config-option.ts';

export const check: Command = {
  name: 'check',
  summary: 'Check a configuration: every fault with file, line and column, or a summary.',
  options: { config: configOption },
  async run(args, io) {
    const { loadConfiguration } = await import('./configuration.ts');
    const loaded = await loadConfiguration(args, io);
    if (loaded === undefined) return 1;
    io.out(summary(loaded));
    const { warningsOf } = await import('../../config/warnings.ts');
    const { systemClock } = await import('../platform.ts');
    for (const warning of loaded.institutions.flatMap((one) => warningsOf(one, systemClock.now()))) {
      io.out(`Warning: ${warning}.\n`);
    }
    return 0;
  },
};

function summary({ installation, institutions, files }: LoadedInstallation): string {
  const { publicUrl, database, ephemeral, listen } = installation;
  return [
    `The configuration is good: ${count(files.length, 'file')} read.`,
    `  ${publicUrl} (listens on ${listen.host}, port ${listen.port})`,
    `  records in ${database.engine}, sessions in ${ephemeral.engine}`,
    ...institutions.map((one) => `  ${line(one)}`),
    '',
  ].join('\n');
}

function line({ slug, loginProfiles, identifierTypes, relyingParties }: InstitutionConfig): string {
  const disabled = loginProfiles.filter(({ enabled }) => !enabled).length;
  const ways = `${count(loginProfiles.length, 'login profile')}${disabled > 0 ? ` (${disabled} disabled)` : ''}`;
  const types = count(identifierTypes.length, 'identifier type');
  return `${slug}: ${ways}, ${types}, ${count(relyingParties.length, 'relying party', 'relying parties')}`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

import type { LoadedInstallation } from '../../config/load.ts';
import type { InstitutionConfig } from '../../config/schema.ts';
import { type Command, UsageError } from './command.ts';
import { configOption } from './config-option.ts';

export const check: Command = {
  name: 'check',
  summary:
    'Check a configuration: every fault with file, line and column, or a summary; with --live what it speaks to.',
  options: {
    config: configOption,
    live: { type: 'boolean', summary: 'Also try the stores, the mail server, the public address and every upstream.' },
    json: { type: 'boolean', summary: 'With --live: what was tried as JSON, and nothing else.' },
  },
  async run(args, io) {
    const { loadConfiguration } = await import('./configuration.ts');
    const loaded = await loadConfiguration(args, io);
    if (loaded === undefined) return 1;
    const isLive = args.values['live'] === true;
    const asJson = args.values['json'] === true;
    if (asJson && !isLive) throw new UsageError('--json goes with --live', check);
    if (asJson) return (await import('./check-live.ts')).checkLive(loaded, io, true);
    io.out(summary(loaded));
    const { warningsOf } = await import('../../config/warnings.ts');
    const { systemClock } = await import('../platform.ts');
    for (const warning of loaded.institutions.flatMap((one) => warningsOf(one, systemClock.now()))) {
      io.out(`Warning: ${warning}.\n`);
    }
    return isLive ? (await import('./check-live.ts')).checkLive(loaded, io, false) : 0;
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

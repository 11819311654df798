// The loading that every command with a configuration shares. Imported when a command runs: it brings the whole schema.
import { formatFault } from '../../config/faults.ts';
import { type LoadedInstallation, type LoadSources, loadInstallation } from '../../config/load.ts';
import { readMasterKey } from '../keys/master-key.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';

export { configOption } from './config-option.ts';

/** What `loadInstallation` and `watchInstallation` read with in this process. */
export function loadSources({ env, readFile }: CommandIo): LoadSources {
  return { env, readFile, readMasterKey };
}

/** The configuration that `--config` names; undefined when it has faults, each of which was told. */
export async function loadConfiguration(args: CommandArgs, io: CommandIo): Promise<LoadedInstallation | undefined> {
  const path = textOption(args, 'config') ?? '';
  const result = await loadInstallation(path, loadSources(io));
  if (result.type === 'loaded') return result;
  for (const fault of result.faults) io.err(`${formatFault(fault)}\n`);
  io.err(`${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'}\n`);
  return undefined;
}

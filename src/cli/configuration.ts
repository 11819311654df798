// The option and the loading that every command with a configuration shares.
import { formatFault } from '../../config/faults.ts';
import { type LoadedInstallation, type LoadSources, loadInstallation } from '../../config/load.ts';
import { readMasterKey } from '../keys/master-key.ts';
import { type CommandArgs, type CommandIo, type CommandOption, textOption } from './command.ts';

export const configOption: CommandOption = {
  type: 'string',
  value: 'FILE',
  summary: 'The installation file.',
  required: true,
};

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

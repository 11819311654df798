// The loading that every command with a configuration shares. What is heavy comes when a command runs.
import type { LoadedInstallation, LoadSources } from '../../config/load.ts';
import { readMasterKey } from '../keys/master-key.ts';
import { type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';

export { configOption } from './config-option.ts';

const usualName = 'vestibule.yaml';

/** What `loadInstallation` and `watchInstallation` read with in this process. */
export function loadSources({ env, readFile }: CommandIo): LoadSources {
  return { env, readFile, readMasterKey };
}

/**
 * The installation file: of `--config`, of VESTIBULE_CONFIG, or the one in this directory.
 *
 * @throws UsageError when none is named and none is here
 */
export function configPath(args: CommandArgs, io: CommandIo): string {
  const named = textOption(args, 'config') ?? io.env['VESTIBULE_CONFIG'] ?? '';
  if (named !== '') return named;
  try {
    io.readFile(usualName);
  } catch {
    throw new UsageError(
      `no configuration: name it by --config FILE or in VESTIBULE_CONFIG; there is no ${usualName} in this directory`,
    );
  }
  return usualName;
}

/** The configuration; undefined when it has faults, each of which was told. */
export async function loadConfiguration(args: CommandArgs, io: CommandIo): Promise<LoadedInstallation | undefined> {
  const path = configPath(args, io);
  const [{ loadInstallation }, { formatFault }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../config/faults.ts'),
  ]);
  const result = await loadInstallation(path, loadSources(io));
  if (result.type === 'loaded') return result;
  for (const fault of result.faults) io.err(`${formatFault(fault)}\n`);
  io.err(`${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'}\n`);
  return undefined;
}

import { VestibuleError } from '../domain/errors.ts';

/**
 * Refuses servers that would lose records on their own: a full one that evicts, one that forgets when it is restarted.
 *
 * @param infos the answers to `INFO`, one a server
 * @throws VestibuleError VST_CONFIG_INVALID naming the setting to change
 */
export function checkDurability(infos: readonly string[]): void {
  for (const info of infos) {
    const version = field(info, 'redis_version');
    const port = field(info, 'tcp_port');
    if (Number.parseInt(version, 10) < 7) {
      throw unfit(port, `is version ${version}; Vestibule needs 7 or later`);
    }
    const policy = field(info, 'maxmemory_policy');
    if (policy !== 'noeviction') {
      throw unfit(port, `evicts records when it is full: set "maxmemory-policy noeviction" (now ${policy})`);
    }
    if (field(info, 'aof_enabled') !== '1') {
      throw unfit(port, 'forgets its records when it is restarted: set "appendonly yes"');
    }
  }
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info)?.[1] ?? 'unknown';
}

function unfit(port: string, reason: string): VestibuleError {
  return new VestibuleError('VST_CONFIG_INVALID', `The Redis server on port ${port} ${reason}`, { port });
}

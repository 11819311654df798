// Asks each server of a directory what a sign-in would ask it first, on connections of its own: a rush of sign-ins that
// holds every kept connection makes no probe fail.
import type { SearchOptions } from 'ldapts';
import type { UpstreamCheck } from '../../src/domain/strategy.ts';
import { tried } from '../../src/domain/upstream-check.ts';
import { describe, type LdapConnection, openConnection } from './connection.ts';
import type { LdapOptions } from './options.ts';
import type { LdapServer } from './socket.ts';

type SearchBind = Extract<LdapOptions['bind'], { type: 'search' }>;

/** Whether there is such an entry, and nothing of it. */
const itself: SearchOptions = { scope: 'base', filter: '(objectClass=*)', attributes: ['1.1'] };

export interface ProbedDirectory {
  readonly servers: readonly LdapServer[];
  readonly timeoutMs: number;
  readonly bind: LdapOptions['bind'];
  /** Reads the service account's password. */
  readonly password: (bind: SearchBind) => string;
}

export async function probeDirectory(directory: ProbedDirectory): Promise<readonly UpstreamCheck[]> {
  const checks = await Promise.all(directory.servers.map((server) => probeServer(directory, server)));
  // While one of them answers, people come in.
  const isOneThere = checks.some(({ unreachable }) => unreachable !== true);
  return isOneThere ? checks.map((check) => ({ ...check, unreachable: undefined })) : checks;
}

function probeServer(directory: ProbedDirectory, server: LdapServer): Promise<UpstreamCheck> {
  const remedy = 'See whether the server runs, whether the firewall lets this machine through, and its certificate';
  return tried(server.url, remedy, async () => {
    const connection = await openConnection(server, directory.timeoutMs);
    try {
      return await ask(directory, connection);
    } finally {
      connection.close();
    }
  });
}

async function ask(
  { bind, password, timeoutMs }: ProbedDirectory,
  connection: LdapConnection,
): Promise<Omit<UpstreamCheck, 'name'>> {
  if (bind.type === 'direct') {
    // Anybody may ask a server about itself (RFC 4512 section 5.1); one that refuses has answered.
    const heard = await connection.search('', itself, timeoutMs);
    return heard.type === 'done' || heard.type === 'said'
      ? { ok: true, detail: 'it answers' }
      : { ok: false, unreachable: true, detail: describe(heard) };
  }
  const bound = await connection.bind(bind.dn, password(bind), timeoutMs);
  if (bound.type === 'said') {
    const remedy = 'See "bind.dn" and "bind.password", and whether the account is locked or its password expired';
    return { ok: false, detail: `the service account cannot bind (${describe(bound)}). ${remedy}` };
  }
  if (bound.type !== 'done') return { ok: false, unreachable: true, detail: describe(bound) };
  const found = await connection.search(bind.base, itself, timeoutMs);
  if (found.type === 'timeout' || found.type === 'broken')
    return { ok: false, unreachable: true, detail: describe(found) };
  if (found.type === 'done' && found.value.searchEntries.length > 0) {
    return { ok: true, detail: 'the service account binds and sees the search base' };
  }
  const said = found.type === 'said' ? describe(found) : 'no entry';
  return {
    ok: false,
    detail: `the search base cannot be read (${said}). See "bind.base", and the rights of the account`,
  };
}

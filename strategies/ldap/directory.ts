// One question to a directory: is this the password of the one entry that bears this name?
import type { Entry } from 'ldapts';
import type { StrategyDeps, StrategyFailure, UpstreamCheck } from '../../src/domain/strategy.ts';
import type { LdapConnection } from './connection.ts';
import { textAttributes, wantedAttributes } from './entry.ts';
import { escapeForDn, escapeForFilter, fill } from './escape.ts';
import type { LdapOptions } from './options.ts';
import { probeDirectory } from './probe.ts';
import { bindFailure, searchFailure } from './result.ts';
import { createServers, type Servers, type ServersOptions } from './servers.ts';
import { ldapServer } from './socket.ts';

export type DirectoryAnswer =
  | { readonly type: 'right'; readonly dn: string; readonly attributes: Readonly<Record<string, readonly string[]>> }
  | StrategyFailure;

export interface Directory {
  check(name: string, password: string): Promise<DirectoryAnswer>;
  /** Asks every server, without a person. */
  probe(): Promise<readonly UpstreamCheck[]>;
  close(): void;
}

type SearchBind = Extract<LdapOptions['bind'], { type: 'search' }>;
type DirectBind = Extract<LdapOptions['bind'], { type: 'direct' }>;

export function openDirectory(
  options: LdapOptions,
  deps: Pick<StrategyDeps, 'clock' | 'random' | 'secrets'>,
): Directory {
  const shared: ServersOptions = {
    servers: options.servers.map((server) => ldapServer(server, options.plainText)),
    connectTimeoutMs: options.connectTimeoutSeconds * 1000,
    totalMs: options.timeoutSeconds * 1000,
    poolSize: options.poolSize,
    clock: deps.clock,
  };
  const { bind } = options;
  const probe = () =>
    probeDirectory({
      servers: shared.servers,
      timeoutMs: shared.connectTimeoutMs,
      bind,
      password: (search) => deps.secrets.read(search.password),
    });
  const people = createServers(shared);
  if (bind.type === 'direct') {
    return {
      check: (name, password) => bindDirectly(people, bind, options, name, password),
      probe,
      close: () => people.close(),
    };
  }
  const service = createServers({
    ...shared,
    prepare: (connection, timeoutMs) => connection.bind(bind.dn, deps.secrets.read(bind.password), timeoutMs),
  });
  // A name nobody can have: an unknown person costs a bind as well, and it must be nobody's.
  const nobody = `cn=vestibule-${deps.random.token(12)},${bind.base}`;
  return {
    check: (name, password) => searchThenBind({ service, people, bind, options, nobody }, name, password),
    probe,
    close() {
      service.close();
      people.close();
    },
  };
}

interface SearchThenBind {
  readonly service: Servers;
  readonly people: Servers;
  readonly bind: SearchBind;
  readonly options: LdapOptions;
  readonly nobody: string;
}

async function searchThenBind(given: SearchThenBind, name: string, password: string): Promise<DirectoryAnswer> {
  const { service, people, bind, options, nobody } = given;
  const attributes = wantedAttributes(options);
  const found = await service.ask((connection, timeoutMs) =>
    connection.search(
      bind.base,
      {
        scope: bind.scope,
        filter: fill(bind.filter, escapeForFilter(name)),
        attributes: attributes.length === 0 ? ['1.1'] : [...attributes],
        // No size limit of ours: ldapts hides that the server cut the result off when one is asked for, and one entry
        // of several would look like the only one.
      },
      timeoutMs,
    ),
  );
  if (found.type === 'unreachable') return found;
  const hit =
    found.type === 'said'
      ? searchFailure(found.code)
      : onlyEntry(found.value.searchEntries, found.value.searchReferences);
  if (hit.type === 'unreachable') return hit;
  // Bound as somebody in any case, so that a name that is not there takes as long as a wrong password.
  const dn = hit.type === 'entry' ? hit.entry.dn : nobody;
  const bound = await people.ask((connection, timeoutMs) => connection.bind(dn, password, timeoutMs));
  if (hit.type !== 'entry') return hit;
  if (bound.type === 'unreachable') return bound;
  if (bound.type === 'said') return bindFailure(bound.code, bound.text);
  return { type: 'right', dn, attributes: textAttributes(hit.entry, attributes) };
}

function onlyEntry(
  entries: readonly Entry[],
  referrals: readonly string[],
): { type: 'entry'; entry: Entry } | StrategyFailure {
  const [entry, ...others] = entries;
  if (entry === undefined) {
    const detail = referrals.length === 0 ? 'search: no entry' : 'search: no entry, only referrals (not followed)';
    return { type: 'refused', reason: 'unknown', detail };
  }
  if (others.length > 0) {
    return { type: 'refused', reason: 'invalid', detail: `search: ${entries.length} entries bear this name` };
  }
  // A bind with an empty name is an anonymous one, and always succeeds (RFC 4513 section 5.1.1).
  if (entry.dn.trim() === '') return { type: 'refused', reason: 'invalid', detail: 'search: an entry without a name' };
  return { type: 'entry', entry };
}

async function bindDirectly(
  people: Servers,
  bind: DirectBind,
  options: LdapOptions,
  name: string,
  password: string,
): Promise<DirectoryAnswer> {
  const dn = fill(bind.dn, escapeForDn(name));
  const attributes = wantedAttributes(options);
  const asked = await people.ask(async (connection, timeoutMs) => {
    const bound = await connection.bind(dn, password, timeoutMs);
    return bound.type === 'done' ? readOwnEntry(connection, dn, attributes, timeoutMs) : bound;
  });
  if (asked.type === 'unreachable') return asked;
  if (asked.type === 'said') return bindFailure(asked.code, asked.text);
  return { type: 'right', ...asked.value };
}

/** On the connection she bound on, with her own rights. An entry she may not read gives no attributes. */
async function readOwnEntry(connection: LdapConnection, dn: string, wanted: readonly string[], timeoutMs: number) {
  const nothing = { type: 'done' as const, value: { dn, attributes: {} } };
  if (wanted.length === 0) return nothing;
  const options = { scope: 'base' as const, filter: '(objectClass=*)', attributes: [...wanted] };
  const read = await connection.search(dn, options, timeoutMs);
  if (read.type === 'said') return nothing;
  if (read.type !== 'done') return read;
  const [entry] = read.value.searchEntries;
  if (entry === undefined || entry.dn.trim() === '') return nothing;
  return { type: 'done' as const, value: { dn: entry.dn, attributes: textAttributes(entry, wanted) } };
}

// Who may act for others names them by their primary identifiers: these follow a rename.
import { primaryType } from '../../domain/identifier.ts';
import type { Known, UserRecord } from '../../domain/ports/changes.ts';
import type { Directory } from '../deps.ts';
import { type FoldingTable, keyOf } from '../folding.ts';

const pageSize = 500;

/** Ids of the users who may act for somebody under one of these primary identifiers. */
export async function proxiesFor(
  { institution, rules, finding }: Pick<Directory, 'institution' | 'rules' | 'finding'>,
  names: readonly string[],
): Promise<readonly string[]> {
  const keys = new Set(names.map((name) => primaryKey(rules.table, name)));
  const found: string[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await finding.proxies(institution.slug, { limit: pageSize, after });
    for (const { userId, proxyFor } of items) {
      if (proxyFor.some((name) => keys.has(primaryKey(rules.table, name)))) found.push(userId);
    }
    if (next === undefined) return found;
    after = next;
  }
}

/**
 * These users with the names of whom they act for brought up to date, where any of them changed; a record that changes
 * anyhow is given as it is to become.
 *
 * @param renamed new primary identifiers by the old ones
 */
export function followed(
  known: Known,
  proxies: readonly string[],
  changing: readonly UserRecord[],
  renamed: ReadonlyMap<string, string>,
  table: FoldingTable,
): readonly UserRecord[] {
  const byKey = new Map([...renamed].map(([from, to]) => [primaryKey(table, from), to]));
  const own = new Set(changing.map(({ user }) => user.id));
  const others = proxies.filter((id) => !own.has(id)).flatMap((id) => known.record(id) ?? []);
  return [
    ...changing.map((record) => follow(record, byKey, table)),
    ...others.map((record) => follow(record, byKey, table)).filter((record, index) => record !== others[index]),
  ];
}

function follow(record: UserRecord, renamed: ReadonlyMap<string, string>, table: FoldingTable): UserRecord {
  const { proxyFor } = record.user;
  const next = proxyFor.map((name) => renamed.get(primaryKey(table, name)) ?? name);
  return next.every((name, index) => name === proxyFor[index])
    ? record
    : { ...record, user: { ...record.user, proxyFor: next } };
}

function primaryKey(table: FoldingTable, name: string): string {
  return keyOf(table, primaryType, name).key;
}

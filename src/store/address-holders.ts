// In whose records an address stands, read where a change is decided.
import { sql } from 'kysely';
import type { Known } from '../domain/ports/changes.ts';
import { emailKey } from './email-key.ts';
import { type Engine, statement, type Transaction } from './engine.ts';
import { isStorable } from './storable.ts';

/** That somebody has it is known by the first; more are for whoever reads of it. */
const holdersMax = 20;

export function createAddressLoader(engine: Engine) {
  const holders = statement<{ institution: string; key: string }, { user_id: string }>(({ institution, key }) =>
    sql<{ user_id: string }>`select e.user_id from user_emails as e
      where e.institution = ${institution} and e."key" = ${key} order by e.user_id
      limit ${sql.lit(holdersMax)}`.compile(engine.db),
  );

  /** Locks the addresses until the transaction ends, in one order for everybody, and reads who has them. */
  return async (
    transaction: Transaction,
    institution: string,
    addresses: readonly string[],
  ): Promise<Known['withAddress']> => {
    const found = new Map<string, readonly string[]>();
    for (const key of [...new Set(addresses.map(emailKey))].filter(isStorable).sort()) {
      await transaction.lock(`address\n${institution}\n${key}`);
      found.set(
        key,
        (await transaction.all(holders, { institution, key })).map(({ user_id }) => user_id),
      );
    }
    return (address) => found.get(emailKey(address)) ?? [];
  };
}

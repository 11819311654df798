import type { Selectable } from 'kysely';
import { VestibuleError } from '../domain/errors.ts';
import type { Invitation } from '../domain/invitation.ts';
import type { InvitationFilter, Invitations } from '../domain/ports/invitations.ts';
import type { Random } from '../domain/ports/random.ts';
import { untilDecided } from './apply.ts';
import type { Engine, Transaction } from './engine.ts';
import type { InvitationsTable } from './schema.ts';

const pageSize = 200;
const dropAtOnce = 500;

export function createInvitations(engine: Engine, { random }: { readonly random: Random }): Invitations {
  const written = <Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> =>
    untilDecided(random, () => engine.transaction(work));
  return {
    add: async ({ userId, by, madeAt, endsAt, sentAt, ...rest }) => {
      const times = { made_at: madeAt, ends_at: endsAt, sent_at: sentAt ?? null, state_at: madeAt };
      const nothing = { tries: 0, trouble: null, trouble_trace: null };
      await written(async (transaction) => {
        await transaction.db
          .updateTable('invitations')
          .set({ state: 'replaced', state_at: madeAt })
          .where('institution', '=', rest.institution)
          .where('user_id', '=', userId)
          .where('profile', '=', rest.profile)
          .where('state', '=', 'open')
          .execute();
        const row: InvitationsTable = { ...rest, user_id: userId, made_by: by, ...times, state: 'open', ...nothing };
        await transaction.insertAll('invitations', [row]);
      });
    },
    find: async (institution, id) => {
      const row = await engine.db
        .selectFrom('invitations')
        .selectAll()
        .where('institution', '=', institution)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && invitationOf(row);
    },
    sent: async (institution, id, now) => {
      await written(({ db }) =>
        db
          .updateTable('invitations')
          .set({ sent_at: now })
          .where('institution', '=', institution)
          .where('id', '=', id)
          .execute(),
      );
    },
    revoke: async (institution, userId, profile, now) => {
      const rows = await written(({ db }) =>
        db
          .updateTable('invitations')
          .set({ state: 'revoked', state_at: now })
          .where('institution', '=', institution)
          .where('user_id', '=', userId)
          .where('state', '=', 'open')
          .where('ends_at', '>', now)
          .$if(profile !== undefined, (query) => query.where('profile', '=', profile ?? ''))
          .returning('id')
          .execute(),
      );
      return rows.length;
    },
    refused: async (institution, id, { outcome, trace }, most, now) => {
      await written(async ({ db }) => {
        const row = await db
          .updateTable('invitations')
          .set(({ eb }) => ({ tries: eb('tries', '+', 1), trouble: outcome, trouble_trace: trace }))
          .where('institution', '=', institution)
          .where('id', '=', id)
          .where('state', '=', 'open')
          .returning('tries')
          .executeTakeFirst();
        if (row === undefined || row.tries < most) return;
        const ended = db.updateTable('invitations').set({ state: 'failed', state_at: now });
        await ended.where('institution', '=', institution).where('id', '=', id).execute();
      });
    },
    list: (institution, filter = {}) => listed(engine, institution, filter),
    dropEndedBefore: async (epochMs) => {
      for (let count = 0; ; ) {
        const dropped = await dropSome(engine, epochMs);
        count += dropped;
        if (dropped < dropAtOnce) return count;
        await engine.pause();
      }
    },
  };
}

/**
 * Spends an invitation in the transaction of what it is spent for: of any number who do, one goes on.
 *
 * @throws VestibuleError VST_LINK_OVER, and so nothing of the transaction is written
 */
export async function spendInvitation(
  { db }: Transaction,
  institution: string,
  id: string,
  now: number,
): Promise<void> {
  const row = await db
    .updateTable('invitations')
    .set({ state: 'used', state_at: now })
    .where('institution', '=', institution)
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('ends_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) throw new VestibuleError('VST_LINK_OVER', 'The invitation was used, replaced or taken back');
}

async function* listed(engine: Engine, institution: string, filter: InvitationFilter): AsyncGenerator<Invitation> {
  const { userId, profile, state, troubled } = filter;
  let last: Selectable<InvitationsTable> | undefined;
  do {
    const before = last;
    const rows = await engine.db
      .selectFrom('invitations')
      .selectAll()
      .where('institution', '=', institution)
      .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
      .$if(profile !== undefined, (query) => query.where('profile', '=', profile ?? ''))
      .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
      .$if(troubled === true, (query) => query.where('trouble', 'is not', null))
      .$if(before !== undefined, (query) =>
        query.where((where) =>
          where.or([
            where('made_at', '<', before?.made_at ?? 0),
            where.and([where('made_at', '=', before?.made_at ?? 0), where('id', '<', before?.id ?? '')]),
          ]),
        ),
      )
      .orderBy('made_at', 'desc')
      .orderBy('id', 'desc')
      .limit(pageSize)
      .execute();
    for (const row of rows) yield invitationOf(row);
    last = rows.length < pageSize ? undefined : rows.at(-1);
  } while (last !== undefined);
}

async function dropSome(engine: Engine, epochMs: number): Promise<number> {
  const old = await engine.db
    .selectFrom('invitations')
    .select(['institution', 'id'])
    .where('ends_at', '<', epochMs)
    .limit(dropAtOnce)
    .execute();
  if (old.length > 0) await engine.transaction((transaction) => transaction.deleteAll('invitations', old));
  return old.length;
}

function invitationOf(row: Selectable<InvitationsTable>): Invitation {
  const { user_id, made_by, made_at, ends_at, sent_at, state_at, trouble, trouble_trace, ...rest } = row;
  return {
    ...rest,
    userId: user_id,
    by: made_by,
    madeAt: made_at,
    endsAt: ends_at,
    stateAt: state_at,
    ...(sent_at === null ? {} : { sentAt: sent_at }),
    ...(trouble === null ? {} : { trouble: { outcome: trouble, trace: trouble_trace ?? '' } }),
  };
}

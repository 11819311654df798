import { VestibuleError } from '../domain/errors.ts';
import type { PinOutcome, SubjectPin, SubjectPins } from '../domain/ports/subject-pins.ts';
import { type Engine, LostRace, statement, type Transaction } from './engine.ts';
import type { Plan } from './plan.ts';
import { isStorable } from './storable.ts';

type ByPerson = { institution: string; relyingParty: string; userId: string };
type Row = readonly [subject: string, subjectType: string, pinnedAt: number];

/** What applications know people by. */
export function createSubjectPins(engine: Engine): SubjectPins {
  const ofPerson = statement<ByPerson, Row>(({ institution, relyingParty, userId }) =>
    engine.db
      .selectFrom('subject_pins')
      .select(['subject', 'subject_type', 'pinned_at'])
      .where('institution', '=', institution)
      .where('relying_party', '=', relyingParty)
      .where('user_id', '=', userId)
      .$castTo<Row>()
      .compile(),
  );
  const pinOf: SubjectPins['pinOf'] = async (institution, relyingParty, userId) => {
    const [row] = await engine.tuples(ofPerson, { institution, relyingParty, userId });
    if (row === undefined) return undefined;
    const [subject, subjectType, pinnedAt] = row;
    return { institution, relyingParty, userId, subject, subjectType, pinnedAt };
  };

  async function insert(pin: SubjectPin): Promise<boolean> {
    const { institution, userId, subject } = pin;
    const row = {
      institution,
      relying_party: pin.relyingParty,
      user_id: userId,
      first_user_id: userId,
      subject,
      subject_type: pin.subjectType,
      pinned_at: pin.pinnedAt,
    };
    try {
      await engine.transaction((transaction) => transaction.insertAll('subject_pins', [row]));
      return true;
    } catch (error) {
      if (error instanceof LostRace) return false;
      throw error;
    }
  }

  return {
    pinOf,
    pin: async (pin): Promise<PinOutcome> => {
      if (!isStorable(pin.subject)) throw new VestibuleError('VST_INTERNAL', 'A subject that no store can hold');
      if (await insert(pin)) return { type: 'pinned', pin };
      const standing = await pinOf(pin.institution, pin.relyingParty, pin.userId);
      return standing === undefined ? { type: 'taken' } : { type: 'pinned', pin: standing };
    },
    pinsOf: async (institution, userId) => {
      const rows = await engine.db
        .selectFrom('subject_pins')
        .select(['relying_party', 'subject', 'subject_type', 'pinned_at'])
        .where('institution', '=', institution)
        .where('user_id', '=', userId)
        .orderBy('relying_party')
        .execute();
      return rows.map((row) => ({
        institution,
        userId,
        relyingParty: row.relying_party,
        subject: row.subject,
        subjectType: row.subject_type,
        pinnedAt: row.pinned_at,
      }));
    },
    unpin: async (institution, relyingParty, userId) => {
      const gone = await engine.transaction(({ db }) =>
        db
          .deleteFrom('subject_pins')
          .where('institution', '=', institution)
          .where('relying_party', '=', relyingParty)
          .where('user_id', '=', userId)
          .returning('subject')
          .execute(),
      );
      return gone.length > 0;
    },
  };
}

/**
 * With a merge they go to who stays, unless the application knows her already: then the other one's stays blocked under
 * who is no more. Whoever comes back gets her own back; with whoever is erased, hers are gone.
 */
export async function movePins({ db }: Transaction, institution: string, plan: Plan): Promise<void> {
  // Who comes back was made earlier; nobody was told anything of who is made now.
  for (const { id } of plan.newUsers.filter((user) => user.created_at !== user.modified_at)) {
    await db
      .updateTable('subject_pins')
      .set({ user_id: id })
      .where('institution', '=', institution)
      .where('first_user_id', '=', id)
      .execute();
  }
  for (const { from, into } of plan.merged) {
    const known = db
      .selectFrom('subject_pins as k')
      .select('k.relying_party')
      .where('k.institution', '=', institution)
      .where('k.user_id', '=', into);
    await db
      .updateTable('subject_pins')
      .set({ user_id: into })
      .where('institution', '=', institution)
      .where('user_id', '=', from)
      .where('relying_party', 'not in', known)
      .execute();
  }
  const merged = new Set(plan.merged.map(({ from }) => from));
  for (const { id } of plan.removedUsers) {
    if (merged.has(id)) continue;
    await db.deleteFrom('subject_pins').where('institution', '=', institution).where('user_id', '=', id).execute();
  }
}

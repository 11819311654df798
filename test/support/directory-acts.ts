// What anybody may do to users, in a small library where everybody meets everybody: for property tests.
import * as fc from 'fast-check';
import type { Directory } from '../../src/directory/deps.ts';
import { registerPatron } from '../../src/directory/desk/register-patron.ts';
import { keyOf } from '../../src/directory/folding.ts';
import { attachIdentifier } from '../../src/directory/identifiers/attach.ts';
import { detachIdentifier } from '../../src/directory/identifiers/detach.ts';
import { editIdentifier } from '../../src/directory/identifiers/edit.ts';
import { renamePrimary } from '../../src/directory/identifiers/rename.ts';
import { replaceIdentifier } from '../../src/directory/identifiers/replace.ts';
import { retireIdentifier } from '../../src/directory/identifiers/retire.ts';
import { swapIdentifiers } from '../../src/directory/identifiers/swap.ts';
import { convertUser } from '../../src/directory/management/convert-user.ts';
import { createUser } from '../../src/directory/management/create-user.ts';
import { editUser } from '../../src/directory/management/edit-user.ts';
import { mergeUsers } from '../../src/directory/merging/merge-users.ts';
import { splitUser } from '../../src/directory/merging/split-user.ts';
import { namedUser } from '../../src/directory/named-user.ts';
import { undoBatch } from '../../src/directory/undo/undo-batch.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import { operator } from './directory.ts';
import { seedDraft } from './user-seed.ts';

export type Act =
  | {
      readonly do: 'create' | 'import' | 'attach';
      readonly name: string;
      readonly type: string;
      readonly value: string;
    }
  /** `nth` of her identifiers, counted round. */
  | { readonly do: 'detach' | 'retire' | 'switch-off'; readonly name: string; readonly nth: number }
  | { readonly do: 'replace'; readonly name: string; readonly nth: number; readonly next: string }
  | { readonly do: 'rename'; readonly name: string; readonly next: string }
  | { readonly do: 'swap'; readonly name: string; readonly other: string; readonly type: string }
  | { readonly do: 'merge'; readonly name: string; readonly other: string }
  | { readonly do: 'split'; readonly name: string; readonly nth: number; readonly next: string }
  /** An address and a record type; a conversion to the other account type. */
  | { readonly do: 'edit' | 'convert'; readonly name: string; readonly isContact: boolean }
  | { readonly do: 'register'; readonly next: string }
  | { readonly do: 'undo-merge' }
  /** Longer than any value is held. */
  | { readonly do: 'wait' };

/** Few names, so that they collide; some are one and the same once folded, some only look it. */
const names = ['ada', 'ADA', ' ada ', 'eve', 'Straße', 'STRASSE', 'İpek', 'ipek', '0042', '42', 'Ａda', 'аda'] as const;
const types = ['BARCODE', 'STUDENT_NO', 'GOOGLE'] as const;

const name = fc.constantFrom(...names);
const type = fc.constantFrom(...types);
const nth = fc.nat(3);
const valued = { name, type, value: name };

export const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('create' as const), ...valued }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('import' as const, 'attach' as const), ...valued }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('detach' as const, 'retire' as const, 'switch-off' as const),
        name,
        nth,
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('replace' as const), name, nth, next: name }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), name, next: name }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('swap' as const),
        name,
        other: name,
        type: fc.constantFrom('primary', ...types),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), name, other: name }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('split' as const), name, nth, next: name }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('edit' as const, 'convert' as const),
        name,
        isContact: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('register' as const), next: name }) },
    { weight: 1, arbitrary: fc.constantFrom<Act>({ do: 'undo-merge' }, { do: 'wait' }) },
  ),
  { minLength: 4, maxLength: 14 },
);

/** What was done: refused with a code of ours, or done. Anything else is a fault and comes out. */
export interface Done {
  readonly refused?: string;
  /** Of a merge, to take it back by. */
  readonly batch?: string;
}

export async function perform(directory: Directory, act: Act, lastMerge: string | undefined): Promise<Done> {
  try {
    const batch = await performed(directory, act, lastMerge);
    return batch === undefined ? {} : { batch };
  } catch (error) {
    if (!(error instanceof VestibuleError) || !expected.has(error.code)) throw error;
    return { refused: error.code };
  }
}

/** How a change may rightly end without one. */
const expected = new Set([
  'VST_USER_UNKNOWN',
  'VST_USER_INVALID',
  'VST_USER_CHANGED',
  'VST_IDENTIFIER_TAKEN',
  'VST_IDENTIFIER_UNKNOWN',
  'VST_IDENTIFIER_INVALID',
  'VST_FIELD_LOCKED',
  'VST_BATCH_UNKNOWN',
  'VST_UNDO_CONFLICT',
]);

async function performed(directory: Directory, act: Act, lastMerge: string | undefined): Promise<string | undefined> {
  switch (act.do) {
    case 'create':
      await createUser(directory, operator, {
        ...recordOf(act.name),
        identifiers: [{ type: act.type, value: act.value }],
      });
      return;
    case 'import':
      return importOne(directory, act);
    case 'attach':
      await attachIdentifier(directory, operator, { user: act.name, type: act.type, value: act.value });
      return;
    case 'detach':
      await detachIdentifier(directory, operator, await hers(directory, act));
      return;
    case 'retire':
      await retireIdentifier(directory, operator, await hers(directory, act));
      return;
    case 'switch-off':
      await editIdentifier(directory, operator, { ...(await hers(directory, act)), status: 'inactive' });
      return;
    case 'replace':
      await replaceIdentifier(directory, operator, { ...(await hers(directory, act)), newValue: act.next });
      return;
    case 'rename':
      await renamePrimary(directory, operator, { user: act.name, value: act.next });
      return;
    case 'swap':
      await swapIdentifiers(directory, operator, { a: act.name, b: act.other, types: [act.type] });
      return;
    case 'merge': {
      const [from, into] = [await namedUser(directory, act.name), await namedUser(directory, act.other)];
      return (await mergeUsers(directory, operator, { from: from.id, into: into.id })).batch;
    }
    case 'split': {
      const { user, id } = await hers(directory, act);
      const choice = { take: { identifiers: [id] }, newPrimary: act.next, name: { last: act.next } };
      return (await splitUser(directory, operator, { user, ...choice })).batch;
    }
    case 'edit': {
      const { id, version } = await namedUser(directory, act.name);
      const recordType = act.isContact ? ('contact' as const) : ('public' as const);
      const emails = { add: [{ address: `${version}@example.org`, types: [], preferred: false }] };
      await editUser(directory, operator, { user: id, version, changes: { recordType, emails }, openForUpdate: true });
      return;
    }
    case 'convert': {
      const { id, accountType } = await namedUser(directory, act.name);
      const out = { to: 'external' as const, owningSystem: 'SIS', externalTypes: ['BARCODE'] };
      const to = accountType === 'internal' ? out : { to: 'internal' as const };
      await convertUser(directory, operator, { user: id, ...to });
      return;
    }
    case 'register':
      await registerPatron(directory, operator, {
        fields: { name: { last: act.next } },
        primaryIdentifier: { value: act.next },
      });
      return;
    case 'undo-merge':
      if (lastMerge !== undefined) await undoBatch(directory, operator, lastMerge);
      return;
    case 'wait':
      return;
  }
}

async function hers(directory: Directory, { name, nth }: { readonly name: string; readonly nth: number }) {
  const user = await namedUser(directory, name);
  const all = await directory.users.identifiers(directory.institution.slug, user.id);
  const { id = '', type = '', value = '' } = all[nth % all.length] ?? {};
  return { user: user.id, id, type, value };
}

const recordOf = (primaryIdentifier: string) => ({ primaryIdentifier, name: { last: primaryIdentifier } });

/** As another system brings a user: her values of this time replace those it brought before. */
async function importOne(
  { institution, rules, users, clock, random }: Directory,
  act: { readonly name: string; readonly type: string; readonly value: string },
): Promise<undefined> {
  const now = clock.now();
  const seed = {
    institution: institution.slug,
    primaryIdentifier: act.name.trim(),
    accountType: 'external' as const,
    owningSystem: 'SIS',
    identifiers: [{ type: act.type, value: act.value.trim(), segment: 'external' as const }],
  };
  const draft = seedDraft(seed, random.uuid(now), new Date(now).toISOString(), rules.table);
  const { scope, key } = keyOf(rules.table, act.type, act.value);
  const primary = keyOf(rules.table, 'primary', act.name);
  // A file that names one value twice in a record is refused before it comes to the store.
  if (scope === primary.scope && key === primary.key) return;
  await users.write(institution.slug, [draft], { who: 'import', via: 'users import' });
}

// `vestibule users erase --institution SLUG USER --yes [--hold DAYS] [--rewrite]`
import { type ErasedPerson, erasePerson, personToErase } from '../directory/audit/erase-person.ts';
import { printable } from '../directory/characters.ts';
import type { Scrubbed } from '../domain/ports/audit-trail.ts';
import { displayName } from '../domain/user.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { withDirectory } from './with-directory.ts';

export function runUsersErase(
  args: CommandArgs,
  io: CommandIo,
  { holdDays }: { readonly holdDays: number },
): Promise<number> {
  return withDirectory(args, io, async (directory, caller, { store: { journal, sets } }) => {
    const [user = ''] = args.positionals;
    const person = { ...directory, journal, sets };
    const { id, summary } = await personToErase(person, caller, user);
    if (args.values['yes'] !== true) {
      const who =
        summary === undefined ? 'who is no more' : `${displayName(summary.name)}, ${summary.primaryIdentifier}`;
      io.err(`${printable(`${id} (${who})`)} would be erased for good. Say so with --yes.\n`);
      return 1;
    }
    try {
      const erased = await erasePerson(person, caller, {
        user: id,
        holdDays,
        whateverSize: args.values['rewrite'] === true,
      });
      io.out(toldOf(erased, holdDays));
    } catch (error) {
      io.err(`The erasure of ${id} did not come to its end. Run the same again with ${id} as USER.\n`);
      throw error;
    }
    return 0;
  });
}

function toldOf({ userId, details, traces, held, scrubbed }: ErasedPerson, holdDays: number): string {
  const kept = held === 0 ? '' : ` ${held} identifiers are held for ${holdDays} days.`;
  return `Erased ${userId}: ${details} details of the audit, ${traces} traces.${kept}\n${remains[scrubbed]}`;
}

const remains: Readonly<Record<Scrubbed, string>> = {
  rewritten: 'The files were written anew: nothing is left in them. Backups of before still have it.\n',
  'too-large':
    'Remains may stand in unused parts of the files, which are large: run this again with --rewrite at a quiet time.\n',
  'in-use': 'Remains may stand in the write-ahead log, which others were reading: run this again.\n',
  'left-to-database':
    'Remains may stand in unused parts of the database’s files until it reuses them (VACUUM FULL), in its logs and in backups.\n',
};

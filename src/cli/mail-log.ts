// The delivery log as the desk reads it.
import { readMailLog } from '../directory/audit/mail-log.ts';
import { type DeliveredLetter, deliveryLog } from '../mail/delivery-log.ts';
import { actorNames } from './actor-names.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { momentIn } from './moment.ts';
import { textTable } from './text-table.ts';
import { withDirectory } from './with-directory.ts';

const dayMs = 86_400_000;

/** What the desk tells the person. */
const ends: Readonly<Record<DeliveredLetter['outcome'], string>> = {
  accepted: 'the mail server took it',
  bounced: 'there is no such recipient',
  refused: 'the mail server refused it',
  expired: 'it could not be delivered in time',
};

export function runMailLog(
  args: CommandArgs,
  io: CommandIo,
  { user, days, most }: { readonly user: string | undefined; readonly days: number; readonly most: number },
): Promise<number> {
  return withDirectory(args, io, async (directory, caller, { store: { journal, trail } }) => {
    const { slug, timeZone } = directory.institution;
    const since = directory.clock.now() - days * dayMs;
    const letters = await readMailLog({ ...directory, journal }, caller, { user, since, most }, (filter) =>
      deliveryLog(trail, slug, filter),
    );
    if (args.values['json'] === true) {
      io.out(`${JSON.stringify(letters, undefined, 2)}\n`);
      return 0;
    }
    if (letters.length === 0) {
      io.out(`No letter came to an end in the last ${days} days. One that is still on its way is not shown.\n`);
      return 0;
    }
    const nameOf = await actorNames(
      directory,
      letters.flatMap(({ userId }) => userId ?? []),
    );
    const rows = letters.map(({ at, kind, outcome, to = '', reply = '', tries, userId }) => [
      momentIn(timeZone, at),
      kind,
      userId === undefined ? '' : nameOf(userId),
      to,
      reply === '' ? ends[outcome] : `${ends[outcome]} (${reply})`,
      String(tries),
    ]);
    io.out(textTable([['when', 'letter', 'user', 'to', 'what became of it', 'tries'], ...rows]));
    return 0;
  });
}

// `vestibule identifiers refold --institution SLUG [--dry-run] [--report FILE]`
import { type RefoldReport, refoldIdentifiers } from '../directory/bulk/refold.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';
import { openFindingSink } from './finding-sink.ts';
import { progressLine } from './progress-line.ts';
import { withDirectory } from './with-directory.ts';

export function runIdentifiersRefold(args: CommandArgs, io: CommandIo): Promise<number> {
  return withDirectory(args, io, async (directory, caller) => {
    const line = progressLine(process.stderr);
    const sink = await openFindingSink(directory, io, textOption(args, 'report'));
    let group = 0;
    try {
      const report = await refoldIdentifiers(directory, caller, {
        dryRun: args.values['dry-run'] === true,
        onProgress: (identifiers) => line.show(`${identifiers} identifiers read`),
        onCollision: async (identifiers) => {
          group++;
          for (const identifier of identifiers) await sink.add({ kind: 'collision', group, identifier });
        },
      });
      line.clear();
      return told(io, report);
    } finally {
      line.clear();
      await sink.close();
    }
  });
}

function told(io: CommandIo, { identifiers, moved, collisions, end }: RefoldReport): number {
  switch (end) {
    case 'nothing to do':
      io.out(`All ${identifiers} identifiers stand under their keys already.\n`);
      return 0;
    case 'dry run':
      io.out(`${moved} of ${identifiers} identifiers would get another key. Nothing was changed.\n`);
      return 0;
    case 'swapped':
      io.out(`${moved} of ${identifiers} identifiers have another key now. Restart nodes that ran before it.\n`);
      return 0;
    case 'collisions':
      io.err(
        `${moved} of ${identifiers} identifiers would get another key, and ${collisions} keys would be those of two or more.\n` +
          'Nothing was changed: merge the users, or change one of the values, and run it again.\n',
      );
      return 1;
  }
}

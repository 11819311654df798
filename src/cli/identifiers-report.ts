// `vestibule identifiers report --institution SLUG [--report FILE]`
import { type IdentifierReport, reportIdentifiers } from '../directory/bulk/report-identifiers.ts';
import { printable } from '../directory/characters.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';
import { openFindingSink } from './finding-sink.ts';
import { progressLine } from './progress-line.ts';
import { withDirectory } from './with-directory.ts';

export function runIdentifiersReport(args: CommandArgs, io: CommandIo): Promise<number> {
  return withDirectory(args, io, async (directory, caller) => {
    const line = progressLine(process.stderr);
    const listed = textOption(args, 'report');
    const sink = await openFindingSink(directory, io, listed);
    try {
      const report = await reportIdentifiers(directory, caller, {
        onFinding: sink.add,
        onProgress: (identifiers) => line.show(`${identifiers} identifiers read`),
      });
      line.clear();
      io.out(told(report));
      if (listed !== undefined) io.out(`All of it is listed in ${listed}\n`);
      return 0;
    } finally {
      line.clear();
      await sink.close();
    }
  });
}

function told({ identifiers, unfolded, orphans, collisions, nearMisses }: IdentifierReport): string {
  const gone = Object.entries(orphans).map(([type, count]) => `  of type ${printable(type)}: ${count}`);
  return [
    `${identifiers} identifiers`,
    `${unfolded} stand under a key of another folding${unfolded === 0 ? '' : ' (vestibule identifiers refold)'}`,
    `${collisions} keys would be those of two or more`,
    `${Object.values(orphans).reduce((sum, count) => sum + count, 0)} are of a type that is not configured`,
    ...gone,
    `${nearMisses} groups of values of different users look alike`,
  ]
    .map((text) => `${text}\n`)
    .join('');
}

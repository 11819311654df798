// Where findings about identifiers are told: the first of each kind, or all of them in a CSV file.
import { type FileHandle, open } from 'node:fs/promises';
import type { IdentifierFinding } from '../directory/bulk/report-identifiers.ts';
import { printable } from '../directory/characters.ts';
import type { Directory } from '../directory/deps.ts';
import { csvRow } from '../directory/rejection-report.ts';
import type { CommandIo } from './command.ts';
import { progressLine } from './progress-line.ts';

export interface FindingSink {
  readonly add: (finding: IdentifierFinding) => Promise<void>;
  readonly close: () => Promise<void>;
}

const shownOfKind = 40;

/** A file holds identifiers, so nobody else may read it. */
export async function openFindingSink(
  directory: Directory,
  io: CommandIo,
  report: string | undefined,
): Promise<FindingSink> {
  if (report === undefined) return firstOnes(directory, io);
  const file: FileHandle = await open(report, 'w', 0o600);
  await file.write(csvRow(['kind', 'group', 'type', 'value', 'status', 'user', 'userId']));
  return {
    add: async ({ kind, group, identifier }) => {
      const { type, value, status, userId } = identifier;
      const name = await nameOf(directory, userId);
      await file.write(csvRow([kind, String(group), type, value, status, name, userId]));
    },
    close: () => file.close(),
  };
}

function firstOnes(directory: Directory, io: CommandIo): FindingSink {
  const counts = new Map<string, number>();
  return {
    add: async ({ kind, group, identifier: { type, value, status, userId } }) => {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count > shownOfKind + 1) return;
      progressLine(process.stderr).clear();
      if (count > shownOfKind) {
        io.out(`… and more of kind ${kind}: --report FILE lists them all.\n`);
        return;
      }
      const who = await nameOf(directory, userId);
      io.out(`${printable(`${kind} ${group}: ${type} ${value} (${status}) of ${who || 'nobody'}`)}\n`);
    },
    close: async () => undefined,
  };
}

async function nameOf({ institution: { slug }, users }: Directory, userId: string): Promise<string> {
  return userId === '' ? '' : ((await users.summary(slug, userId))?.primaryIdentifier ?? userId);
}

// Where rows that were not taken are told.
import { type FileHandle, open } from 'node:fs/promises';
import { printable } from '../directory/characters.ts';
import type { Rejection } from '../directory/rejection.ts';
import { rejectionHeader, rejectionRow } from '../directory/rejection-report.ts';
import { progressLine } from './progress-line.ts';

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

const rejectionsShown = 20;

export interface RejectionSink {
  readonly add: (rejection: Rejection) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Rows go out one by one: a report is as long as the file is bad. It holds identifiers, so nobody else may read it.
 *
 * @param report where they are listed; without it the first of them go to `stderr`
 */
export async function openRejectionSink(report: string | undefined, stderr: Output): Promise<RejectionSink> {
  if (report === undefined) return firstOnes(stderr);
  const file: FileHandle = await open(report, 'w', 0o600);
  await file.write(rejectionHeader);
  return {
    add: async (rejection) => {
      await file.write(rejectionRow(rejection));
    },
    close: () => file.close(),
  };
}

function firstOnes(stderr: Output): RejectionSink {
  let count = 0;
  return {
    add: async ({ record, line, primaryIdentifier, reason }) => {
      if (++count === 1) progressLine(stderr).clear();
      const who = (primaryIdentifier ?? '') === '' ? '' : `, ${primaryIdentifier}`;
      if (count <= rejectionsShown) stderr.write(`${printable(`Record ${record} (line ${line}${who}): ${reason}`)}\n`);
      if (count === rejectionsShown + 1) stderr.write('… and more: --report FILE lists them all.\n');
    },
    close: async () => undefined,
  };
}

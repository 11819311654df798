// `vestibule invitations send`: exit code 0: all were invited; 2: some were not; 1: it failed or was stopped.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { sendInvitation } from '../directory/invitations/send.ts';
import { type InvitationCounts, sendInvitations } from '../directory/invitations/send-many.ts';
import { VestibuleError } from '../domain/errors.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';
import { readingTrouble } from './file-trouble.ts';
import { invitationDeps } from './invitations-deps.ts';
import { momentIn } from './moment.ts';
import { progressLine } from './progress-line.ts';
import { openRejectionSink } from './rejection-sink.ts';
import { stoppedBySignal } from './stopped-by-signal.ts';
import { withDirectory } from './with-directory.ts';

const exit = { done: 0, failed: 1, someRejected: 2 } as const;

export function sendToNamed(args: CommandArgs, io: CommandIo, profile: string): Promise<number> {
  return withDirectory(args, io, async (directory, caller, parts) => {
    const deps = invitationDeps(directory, parts);
    const { timeZone } = directory.institution;
    let refused = 0;
    for (const user of args.positionals) {
      const outcome = await sendInvitation(deps, caller, { user, profile }).catch((error: unknown) => {
        if (!(error instanceof VestibuleError) || error.code !== 'VST_USER_UNKNOWN') throw error;
        return { type: 'refused', message: `${error.message}.` } as const;
      });
      if (outcome.type === 'sent') {
        const { primaryIdentifier, address, endsAt } = outcome;
        io.out(`${primaryIdentifier}: a letter to ${address}, good until ${momentIn(timeZone, endsAt)}\n`);
      } else if (outcome.type === 'refused') {
        refused++;
        io.err(`${user}: ${outcome.message}\n`);
      }
    }
    return refused === 0 ? exit.done : exit.someRejected;
  });
}

export async function sendFromFile(
  args: CommandArgs,
  io: CommandIo,
  file: string,
  profile: string | undefined,
): Promise<number> {
  const size = await stat(file).then(
    (found) => (found.isDirectory() ? `The file ${file} is a directory` : found.size),
    (error: unknown) => readingTrouble(file, error),
  );
  if (typeof size === 'string') {
    io.err(`${size}.\n`);
    return exit.failed;
  }
  return withDirectory(args, io, async (directory, caller, parts) => {
    const listed = textOption(args, 'report');
    const line = progressLine(process.stderr);
    const sink = await openRejectionSink(listed, { write: io.err, isTTY: process.stderr.isTTY });
    const request = { source: createReadStream(file), profile };
    let done: InvitationCounts | undefined;
    try {
      const report = await sendInvitations(invitationDeps(directory, parts), caller, request, {
        onRejected: sink.add,
        onProgress: (progress) => {
          done = progress;
          const percent = size === 0 ? 100 : Math.floor((progress.bytes / size) * 100);
          line.show(`${percent} %  ${progress.rows} rows, ${progress.rejected} rejected`);
        },
        signal: stoppedBySignal(),
      });
      line.clear();
      return told(io, report, listed);
    } catch (error) {
      line.clear();
      if (done !== undefined) io.err(`${tallied(done)}\n`);
      throw error;
    } finally {
      await sink.close();
    }
  });
}

function told(io: CommandIo, report: Awaited<ReturnType<typeof sendInvitations>>, listed: string | undefined): number {
  switch (report.end.type) {
    case 'broken':
      io.err(`${report.end.message}\n${tallied(report)} Nothing after them was done.\n`);
      return exit.failed;
    case 'stopped':
      io.err(`Stopped. ${tallied(report)} Run the same again to go on.\n`);
      return exit.failed;
    case 'busy':
      io.err(`Too many letters wait. ${tallied(report)} Run the same again once the mail server has taken them.\n`);
      return exit.failed;
    case 'whole':
      io.out(`${tallied(report)}\n`);
      if (report.rejected > 0 && listed !== undefined) io.out(`Rows that were not taken are listed in ${listed}\n`);
      return report.rejected === 0 ? exit.done : exit.someRejected;
  }
}

function tallied({ rows, sent, standing, rejected }: InvitationCounts): string {
  return `${rows} rows: ${sent} invited, ${standing} invited or attached already, ${rejected} rejected.`;
}

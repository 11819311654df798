// `vestibule check --live`: tries everything now and says what failed. It changes nothing, and what it finds is not what
// sign-ins go by: that is found by the nodes themselves.
import type { LoadedInstallation } from '../../config/load.ts';
import { createSecrets } from '../../config/load.ts';
import { createApp } from '../app.ts';
import { VestibuleError } from '../domain/errors.ts';
import { type LiveCheck, liveChecks } from '../health/live.ts';
import { mailChecks } from '../health/mail.ts';
import { probedUpstreams } from '../health/upstreams.ts';
import { createLog } from '../observability/log.ts';
import { closeParts, openParts } from '../open.ts';
import type { CommandIo } from './command.ts';
import { textTable } from './text-table.ts';

/** @returns the exit code: 1 when something failed */
export async function checkLive(loaded: LoadedInstallation, io: CommandIo, asJson: boolean): Promise<number> {
  const checks = await tryAll(loaded, io);
  const failed = checks.filter(({ ok }) => !ok).length;
  if (asJson) io.out(`${JSON.stringify(checks.map(jsonOf), undefined, 2)}\n`);
  else io.out(`\n${textTable([['where', 'check', 'state', 'detail'], ...checks.map(rowOf)])}\n${verdict(failed)}\n`);
  return failed === 0 ? 0 : 1;
}

/** Without its stores there is no application to ask the upstreams with: then that alone is told. */
async function tryAll(
  { installation, institutions }: LoadedInstallation,
  io: CommandIo,
): Promise<readonly LiveCheck[]> {
  const parts = await openParts(installation, createSecrets(io), createLog('error')).catch((error: unknown) => {
    if (error instanceof VestibuleError) return error;
    throw error;
  });
  if (parts instanceof VestibuleError)
    return [{ name: 'stores', ok: false, detail: `${parts.message} (${parts.code})` }];
  try {
    const app = await createApp(parts, institutions);
    try {
      const checkMail = parts.mailer === undefined ? undefined : mailChecks(parts.mailer, parts.clock);
      const deps = { ...parts, publicUrl: installation.publicUrl, checkMail };
      return await liveChecks(deps, probedUpstreams(app.institutions.all()));
    } finally {
      await app.close();
    }
  } finally {
    await closeParts(parts);
  }
}

function rowOf({ institution, profile, name, ok, detail }: LiveCheck): readonly string[] {
  return [institution === undefined ? 'installation' : `${institution}/${profile}`, name, ok ? 'ok' : 'FAILED', detail];
}

function jsonOf({ institution, profile, name, ok, detail, unreachable, endsAt }: LiveCheck) {
  const ends = endsAt === undefined ? undefined : new Date(endsAt).toISOString();
  return { institution, profile, check: name, ok, detail, unreachable, ends };
}

function verdict(failed: number): string {
  if (failed === 0) return 'Everything answers.';
  return failed === 1 ? '1 check failed.' : `${failed} checks failed.`;
}

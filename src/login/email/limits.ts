// How many mails and codes there may be: by address, by source, by institution. Counted the same for every address.
import { fold } from '../../directory/folding.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { Visit } from '../../web/visit.ts';

const hour = 3600;
/** A shared source is many people. */
const sharedFactor = 10;
/** Of `wrongCodes` one source may bring this part. */
const sourcePart = 10;

export interface MailLimits {
  readonly perAddress: number;
  readonly perSource: number;
  readonly perInstitution: number;
}

interface Deps {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
}

/** As addresses are counted and found: in any spelling one. */
export function addressKey(typed: string): string {
  return fold(typed, { caseSensitive: false, compatibility: false });
}

/** @returns false when this source, or everybody together, asked too often: said to whoever asks, whatever the address */
export async function mayAsk({ ephemeral }: Deps, visit: Visit, limits: MailLimits): Promise<boolean> {
  const { slug } = visit.institution;
  const { key, shared } = visit.source;
  const source = await ephemeral.count('mail-source', `${slug}:${key}`, 1, hour);
  if (source.count > limits.perSource * (shared ? sharedFactor : 1)) return false;
  const all = await ephemeral.count('mail-institution', slug, 1, hour);
  return all.count <= limits.perInstitution;
}

/** @returns false when this address had its mails: nobody is told, nothing is sent */
export async function mayMail({ ephemeral, sealing }: Deps, slug: string, address: string, limits: MailLimits) {
  const { count } = await ephemeral.count('mail-address', sealing.hash('mail-address', `${slug}\n${address}`), 1, hour);
  return count <= limits.perAddress;
}

/**
 * A code is one of a million, and whoever has a million windows has five tries in each. So wrong ones are counted over all
 * of them, and past the limit no code is compared: the link goes on signing in. Counted before it is compared.
 */
export async function mayTryCode({ ephemeral }: Deps, visit: Visit, most: number): Promise<boolean> {
  const [ofAll, ofSource] = codeKeys(visit);
  const source = await ephemeral.count('wrong-codes', ofSource, 1, hour);
  if (source.count > (visit.source.shared ? most : Math.max(Math.ceil(most / sourcePart), 10))) return false;
  return (await ephemeral.count('wrong-codes', ofAll, 1, hour)).count <= most;
}

/** It was right after all. */
export async function uncountCode({ ephemeral }: Deps, visit: Visit): Promise<void> {
  for (const key of codeKeys(visit)) await ephemeral.count('wrong-codes', key, -1, hour);
}

function codeKeys({ institution, source }: Visit): readonly [string, string] {
  return [institution.slug, `${institution.slug}:${source.key}`];
}

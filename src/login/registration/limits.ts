// How many may register: by source and by institution, said to whoever asks; by address, said to nobody.
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { Visit } from '../../web/visit.ts';
import { addressKey } from '../email/limits.ts';
import type { ProfileRegistration } from './form-values.ts';

const hour = 3600;
const day = 86_400;
/** A shared source is many people. */
const sharedFactor = 10;

type Limits = ProfileRegistration['limits'];

/** The source first: a flood from one does not use up what all together have. */
export async function mayRegister(
  { ephemeral }: { readonly ephemeral: Ephemeral },
  { institution: { slug }, source: { key, shared } }: Visit,
  limits: Limits,
): Promise<boolean> {
  const source = await ephemeral.count('registration-source', `${slug}:${key}`, 1, hour);
  if (source.count > limits.perSource * (shared ? sharedFactor : 1)) return false;
  return mayRegisterToday({ ephemeral }, slug, limits);
}

export async function mayRegisterToday(
  { ephemeral }: { readonly ephemeral: Ephemeral },
  slug: string,
  { perInstitution }: Limits,
): Promise<boolean> {
  return (await ephemeral.count('registration-day', slug, 1, day)).count <= perInstitution;
}

/** @returns false when this address had its letters: nothing is sent, and nobody is told */
export async function mayWrite(
  { ephemeral, sealing }: { readonly ephemeral: Ephemeral; readonly sealing: Sealing },
  slug: string,
  address: string,
  { perAddress }: Limits,
): Promise<boolean> {
  const key = sealing.hash('registration-address', `${slug}\n${addressKey(address)}`);
  return (await ephemeral.count('registration-address', key, 1, day)).count <= perAddress;
}

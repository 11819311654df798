// What can be known of secrets before anything starts: that a key is one, and belongs to its certificate.
import { VestibuleError } from '../src/domain/errors.ts';
import type { SecretReference, Secrets } from '../src/domain/ports/secrets.ts';
import { keyPair } from '../strategies/saml/certificates.ts';
import type { DataFault } from './faults.ts';
import type { InstallationView, InstitutionView } from './view.ts';

/** @throws VestibuleError VST_CONFIG_INVALID when what the reference leads to is no key */
export type ReadMasterKey = (secrets: Secrets, reference: SecretReference) => unknown;

/** Only for references that resolve: those that do not are told elsewhere. */
export function* checkMasterKey(
  { masterKey }: InstallationView,
  secrets: Secrets,
  readMasterKey: ReadMasterKey,
): Generator<DataFault> {
  if (masterKey === undefined || !isReadable(() => secrets.read(masterKey))) return;
  const message = faultOf(() => readMasterKey(secrets, masterKey));
  if (message !== undefined) yield { path: ['masterKey'], message };
}

export function* checkKeyPairs({ loginProfiles }: InstitutionView, secrets: Secrets): Generator<DataFault> {
  for (const [index, { value: profile }] of loginProfiles.entries()) {
    if (profile?.kind !== 'saml') continue;
    const pairs = [
      ['signing', profile.signing, ['signing']],
      ['decryption', profile.decryption, ['decryption']],
      ['decryption', profile.decryption?.former, ['decryption', 'former']],
    ] as const;
    for (const [use, pair, place] of pairs) {
      if (pair === undefined || pair.certificate.startsWith('${') || !isReadable(() => secrets.read(pair.key)))
        continue;
      const message = faultOf(() => keyPair(secrets.read(pair.key), pair.certificate, use));
      if (message !== undefined) yield { path: ['loginProfiles', index, ...place, 'key'], message };
    }
  }
}

function isReadable(read: () => string): boolean {
  return faultOf(read) === undefined;
}

function faultOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    return error.message.replace(/^[\w.]+: /, '').replace(/\.$/, '');
  }
}

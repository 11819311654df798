// What can be known of secrets before anything starts: that a key is one, and belongs to its certificate.
import { VestibuleError } from '../src/domain/errors.ts';
import type { SecretReference, Secrets } from '../src/domain/ports/secrets.ts';
import { keyPair } from '../src/saml/certificates.ts';
import { publicKeys, readClientKey } from '../strategies/oidc/client-keys.ts';
import type { OidcOptions } from '../strategies/oidc/options.ts';
import type { ConfigPath, DataFault } from './faults.ts';
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
    if (profile?.kind === 'oidc') yield* checkClientKey(profile, ['loginProfiles', index, 'clientKey'], secrets);
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

/** What proves to an OpenID Connect provider who asks, and the keys that are published beside it. */
function* checkClientKey(profile: OidcOptions, path: ConfigPath, secrets: Secrets): Generator<DataFault> {
  const { clientKey } = profile;
  if (clientKey === undefined || clientKey.certificate?.startsWith('${') === true) return;
  const all = [clientKey, clientKey.next, clientKey.former];
  if (all.some((one) => one !== undefined && !isReadable(() => secrets.read(one.key)))) return;
  const message = faultOf(() => [readClientKey(profile, secrets), publicKeys(clientKey, secrets)]);
  if (message !== undefined) yield { path, message };
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

// What is known of an application before it says anything: its addresses and keys, from its metadata or from the
// configuration, as plain data that can be stored.
import type { SamlRelyingParty } from '../../../config/schema.ts';
import { trustedCertificate } from '../../saml/certificates.ts';

export interface Consumer {
  readonly url: string;
  readonly index: number | undefined;
}

export interface LogoutService {
  readonly url: string;
  /** Where our answers to its own requests go. */
  readonly responseUrl: string;
}

export type LogoutBinding = 'redirect' | 'post' | 'soap';

export interface ServiceProvider {
  readonly entityId: string;
  /** Where answers may be posted; the default one first, at least one. */
  readonly consumers: readonly [Consumer, ...Consumer[]];
  /** PEM: what its messages are signed with. May be empty: then nothing of it is signed. */
  readonly certificates: readonly string[];
  /** PEM. */
  readonly encryptionCertificate: string | undefined;
  readonly logout: Readonly<Partial<Record<LogoutBinding, LogoutService>>>;
  /** It says itself that it signs its requests. */
  readonly signsRequests: boolean;
}

/** @throws VestibuleError VST_CONFIG_INVALID for a certificate that is none, or too weak */
export function providerByHand(party: SamlRelyingParty): ServiceProvider | undefined {
  const [first, ...others] = party.acs ?? [];
  const { entityId, singleLogoutUrl: url } = party;
  if (first === undefined || entityId === undefined) return undefined;
  return {
    entityId,
    consumers: [{ url: first, index: undefined }, ...others.map((other) => ({ url: other, index: undefined }))],
    certificates: (party.certificates ?? []).map((text) => trustedCertificate(text, 'certificates')),
    encryptionCertificate:
      party.encryptionCertificate && trustedCertificate(party.encryptionCertificate, 'encryptionCertificate'),
    logout: url === undefined ? {} : { redirect: { url, responseUrl: url } },
    signsRequests: false,
  };
}

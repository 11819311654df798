// Applications that ask by SAML: whose message one is, is told by the entity id alone, and keys are good for something.
import { VestibuleError } from '../../src/domain/errors.ts';
import { trustedCertificate } from '../../src/saml/certificates.ts';
import type { Rule } from '../rules.ts';
import type { InstitutionView } from '../view.ts';

export const samlApplicationRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'saml-applications-unique',
    *check({ relyingParties }) {
      const seen = new Set<string>();
      for (const [index, { value }] of relyingParties.entries()) {
        if (value?.kind !== 'saml') continue;
        const entityId = value.entityId ?? value.metadataUrl;
        if (entityId === undefined) continue;
        if (seen.has(entityId)) {
          yield {
            path: ['relyingParties', index, value.entityId === undefined ? 'metadataUrl' : 'entityId'],
            message: `another application of this institution has the entity id "${entityId}": nobody could tell whose request one is`,
          };
        }
        seen.add(entityId);
      }
    },
  },
  {
    name: 'saml-applications-have-usable-keys',
    *check({ relyingParties }) {
      for (const [index, { value }] of relyingParties.entries()) {
        if (value?.kind !== 'saml') continue;
        const lists = { certificates: value.certificates, metadataCertificates: value.metadataCertificates };
        for (const [key, texts] of Object.entries(lists)) {
          for (const [place, text] of (texts ?? []).entries()) {
            const message = certificateFault(text, key);
            if (message !== undefined) yield { path: ['relyingParties', index, key, place], message };
          }
        }
        const { encryptionCertificate: text } = value;
        const message = text === undefined ? undefined : certificateFault(text, 'encryptionCertificate');
        if (message !== undefined) yield { path: ['relyingParties', index, 'encryptionCertificate'], message };
      }
    },
  },
];

/** Undefined for a file that is yet to be read. */
function certificateFault(text: string, where: string): string | undefined {
  if (text.startsWith('${')) return undefined;
  try {
    trustedCertificate(text, where);
    return undefined;
  } catch (error) {
    if (error instanceof VestibuleError) return error.message;
    throw error;
  }
}

// How a person is named to an application. SAML Core 8.3.
import type { SamlRelyingParty } from '../../../config/schema.ts';

export const nameIdFormats = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
} as const satisfies Record<SamlRelyingParty['nameIdFormat'], string>;

export type NameIdFormat = keyof typeof nameIdFormats;

export interface NameId {
  readonly format: string;
  readonly value: string;
}

/**
 * The format that a request is answered with. The application's own setting decides; one that tells less is given on
 * request.
 *
 * @returns undefined when it asks for a format that it is not given
 */
export function grantedFormat(configured: NameIdFormat, asked: string | undefined): NameIdFormat | undefined {
  if (asked === undefined || asked === nameIdFormats.unspecified || asked === nameIdFormats[configured])
    return configured;
  return asked === nameIdFormats.transient ? 'transient' : undefined;
}

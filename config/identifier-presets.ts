// Identifier types that are the same in every library, ready made: `preset: orcid` stands for the keys given here.
import type { CheckDigit } from '../src/domain/check-digit.ts';

export const presetNames = [
  'barcode',
  'google',
  'facebook',
  'x',
  'orcid',
  'scopus',
  'researcherid',
  'google-scholar',
] as const;
export type PresetName = (typeof presetNames)[number];

/** Keys of an identifier type as an operator would write them; what is not here is as for every type. */
export interface IdentifierPreset {
  readonly label: Readonly<Record<string, string>>;
  readonly recordTypes: readonly ('public' | 'staff')[];
  readonly uniqueness: 'pooled' | 'type';
  readonly folding?: { readonly caseSensitive: boolean };
  readonly pattern: string;
  readonly checkDigit?: CheckDigit;
  readonly issuer?: string;
  readonly internalOnly?: boolean;
}

const everyone = ['public', 'staff'] as const;

/** What a provider calls an account: worth something from that provider only, and attached here by the person herself. */
function social(label: Readonly<Record<string, string>>, issuer: string, pattern: string): IdentifierPreset {
  return {
    label,
    recordTypes: everyone,
    uniqueness: 'type',
    folding: { caseSensitive: true },
    pattern,
    issuer,
    internalOnly: true,
  };
}

/** What researchers are known by all over the world: no other user has it in this type. */
function researcher(label: string, pattern: string, caseSensitive = false): IdentifierPreset {
  return { label: { und: label }, recordTypes: everyone, uniqueness: 'type', folding: { caseSensitive }, pattern };
}

export const identifierPresets: Readonly<Record<PresetName, IdentifierPreset>> = {
  barcode: {
    label: { en: 'Library card', de: 'Bibliotheksausweis' },
    recordTypes: everyone,
    uniqueness: 'pooled',
    pattern: '[0-9A-Za-z][0-9A-Za-z.+/$-]{0,39}',
  },
  /** OpenID Connect `sub` of Google: at most 255 ASCII characters, by case. */
  google: social({ en: 'Google account', de: 'Google-Konto' }, 'https://accounts.google.com', '[!-~]{1,255}'),
  facebook: social({ en: 'Facebook account', de: 'Facebook-Konto' }, 'https://www.facebook.com', '\\d{1,20}'),
  x: social({ en: 'X account', de: 'X-Konto' }, 'https://x.com', '\\d{1,20}'),
  orcid: { ...researcher('ORCID iD', '\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dXx]'), checkDigit: 'iso7064-mod11-2' },
  scopus: researcher('Scopus Author ID', '[1-9]\\d{9,10}'),
  researcherid: researcher('ResearcherID', '[A-Za-z]{1,3}-\\d{4}-(?:19|20)\\d{2}'),
  'google-scholar': researcher('Google Scholar ID', '[A-Za-z0-9_-]{12}', true),
};

/**
 * A written type that is bound to an issuer, and says nothing of folding, is compared by case: `sub` and a persistent NameID
 * are (OpenID Connect Core section 2, SAML Core 8.3.7), and two that differ in case only are two people.
 */
export function comparedByCase(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  const isBound = 'issuer' in written && typeof written.issuer === 'string';
  const isOwn = 'uniqueness' in written && written.uniqueness === 'type';
  return isBound && isOwn && !('folding' in written) ? { ...written, folding: { caseSensitive: true } } : written;
}

/**
 * A written identifier type with the keys that its preset stands for; what is written beside stays as it is. Anything
 * else comes back as it was, for the schema to judge.
 */
export function withPreset(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  const name: unknown = 'preset' in written ? written.preset : undefined;
  const preset = presetNames.find((known) => known === name);
  if (preset === undefined) return written;
  const filled: Record<string, unknown> = { ...identifierPresets[preset] };
  // A pooled type has the institution's folding and none of its own.
  if ('uniqueness' in written && written.uniqueness === 'pooled') delete filled['folding'];
  return { ...filled, ...written };
}

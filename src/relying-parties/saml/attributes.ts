// What is said of a person beside her name: the claims of the release as SAML attributes.
import type { SamlRelyingParty } from '../../../config/schema.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { ReleasedClaims } from '../release.ts';
import { partyKey } from '../releasing.ts';
import { type AttributeName, attributeName } from './attribute-names.ts';
import type { SamlDoorDeps } from './deps.ts';

export interface Attribute {
  readonly claim: string;
  readonly name: AttributeName;
  readonly values: readonly string[];
}

export function attributesOf(
  { sealing }: Pick<SamlDoorDeps, 'sealing'>,
  institution: string,
  party: SamlRelyingParty,
  claims: ReleasedClaims,
  { id }: Pick<UserSummary, 'id'>,
): readonly Attribute[] {
  const { attributeNames, pairwiseIdScope } = party;
  const released = Object.entries(claims).map(([claim, value]) => ({
    claim,
    name: attributeName(claim, attributeNames),
    values: typeof value === 'object' ? value : [String(value)],
  }));
  if (pairwiseIdScope === undefined) return released;
  // In hexadecimal: applications compare these without regard to case (SAML Subject Identifier Attributes 3.4).
  const pseudonym = sealing.hash('pairwise-id', JSON.stringify([institution, partyKey(party), id]));
  const value = `${Buffer.from(pseudonym, 'base64url').toString('hex')}@${pairwiseIdScope}`;
  const claim = 'pairwise-id';
  return [...released, { claim, name: attributeName(claim, attributeNames), values: [value] }];
}

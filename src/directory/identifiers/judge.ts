// What a value, its type and its segment must be like before they are written.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType, type Segment } from '../../domain/identifier.ts';
import type { User } from '../../domain/user.ts';
import { trimBlanks } from '../folding.ts';
import { type IdentifierRules, identifierFault, valueFault } from '../identifier-rules.ts';
import { primaryFault } from '../settings/primary-fault.ts';
import type { LifeSettings } from './life-settings.ts';
import type { Rights } from './rights.ts';
import { isHidden } from './type-traits.ts';

type Owned = Pick<User, 'accountType' | 'owningSystem' | 'recordType'>;

/** As it is kept: what was typed around it goes. */
export const asKept = trimBlanks;

/** @throws VestibuleError VST_NOT_ALLOWED for a type that staff do not see */
export function refuseHidden(rules: IdentifierRules, type: string, rights: Rights): void {
  if (rights.isOperator || !isHidden(rules, type)) return;
  throw new VestibuleError('VST_NOT_ALLOWED', `Identifiers of type ${type} are the operator's alone`, { type });
}

/** @throws VestibuleError VST_IDENTIFIER_INVALID: the primary identifier is renamed or swapped, never taken away */
export function refusePrimary(type: string): void {
  if (type === primaryType) throw invalid('The primary identifier is changed by renaming it', type);
}

/** @throws VestibuleError VST_IDENTIFIER_INVALID, saying which rule */
export function refuseUnfit(
  rules: IdentifierRules,
  identifier: { readonly type: string; readonly value: string; readonly segment: Segment },
  { recordType, accountType }: Owned,
): void {
  const fault = identifierFault(rules, identifier, recordType);
  if (fault !== undefined) throw invalid(fault.message, identifier.type);
  if (accountType === 'internal' && identifier.segment === 'external')
    throw invalid('All values of an internal user are internal', identifier.type);
}

/** @throws VestibuleError VST_IDENTIFIER_INVALID, in the institution's own words where its form is wrong */
export function refuseUnfitPrimary(
  rules: IdentifierRules,
  settings: Pick<LifeSettings, 'primaryIdentifierPattern'>,
  value: string,
  language: string,
): void {
  const message = valueFault(rules, primaryType, value)?.message ?? primaryFault(settings, value, language);
  if (message !== undefined) throw invalid(message, primaryType);
}

/** Of an external user's values another system manages the external ones. @throws VestibuleError VST_FIELD_LOCKED */
export function refuseLocked(
  { accountType, owningSystem = 'another system' }: Owned,
  { type, segment }: { readonly type: string; readonly segment: Segment },
  rights: Rights,
): void {
  if (accountType === 'internal' || segment === 'internal' || rights.editsLocked) return;
  const name = type === primaryType ? 'The primary identifier' : `This identifier of type ${type}`;
  throw new VestibuleError('VST_FIELD_LOCKED', `${name} is managed by ${owningSystem}`, { type, owningSystem });
}

export function invalid(message: string, type: string): VestibuleError {
  return new VestibuleError('VST_IDENTIFIER_INVALID', message.replace(/\.$/, ''), { type });
}

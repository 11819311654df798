import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Caller, Directory } from '../deps.ts';
import { generateIdentifier } from '../generation/generate-identifier.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { isHidden } from '../identifiers/type-traits.ts';
import { settingsOf } from '../settings/settings-of.ts';

/** A value that may be taken or left, or why there is none although there is a rule. */
export interface OfferedIdentifier {
  /** `primary`, or the code of an identifier type. */
  readonly type: string;
  readonly offered?: string | undefined;
  readonly trouble?: string | undefined;
}

/**
 * Values by the institution's rules for a user who is to be created; none is put into her record unless it is entered.
 * A number of a sequence that is offered is spent, whether it is used or not.
 *
 * @returns one for each type that has a rule, the primary identifier first
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export async function offerIdentifiers(directory: Directory, caller: Caller): Promise<readonly OfferedIdentifier[]> {
  const { isOperator } = rightsOf(directory, caller, 'create-user');
  const settings = await settingsOf(directory);
  const types = Object.keys(settings.generation).filter((type) => isOperator || !isHidden(directory.rules, type));
  const offers: OfferedIdentifier[] = [];
  for (const type of types.toSorted((one, other) => Number(other === primaryType) - Number(one === primaryType))) {
    try {
      offers.push({ type, offered: await generateIdentifier(directory, type, settings) });
    } catch (error) {
      if (!(error instanceof VestibuleError) || error.code !== 'VST_GENERATION_FAILED') throw error;
      offers.push({ type, trouble: error.message });
    }
  }
  return offers;
}

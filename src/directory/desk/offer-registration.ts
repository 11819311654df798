// What the desk is shown before it registers a patron: what must be filled in, and the values that are offered.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Caller, Directory } from '../deps.ts';
import { generateIdentifier } from '../generation/generate-identifier.ts';
import { identifier1 } from '../settings/mandatory.ts';
import type { Settings } from '../settings/schema.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { asksForIdentifier, deskTypes } from './desk-identifiers.ts';
import { deskFields } from './desk-input.ts';
import { deskRights } from './desk-rights.ts';

/** A value that may be overwritten, or why there is none although there is a rule; neither without a rule. */
export interface OfferedValue {
  readonly offered?: string | undefined;
  readonly trouble?: string | undefined;
}

export interface OfferedType extends OfferedValue {
  readonly type: string;
  readonly label: Readonly<Record<string, string>>;
  readonly pattern?: string | undefined;
  readonly checkDigit?: string | undefined;
}

export interface RegistrationOffer {
  /** Names of the fields that the form may have. */
  readonly fields: readonly string[];
  /** Names of those that must be filled in, as the setting `mandatory` has them, and `name.last`. */
  readonly mandatory: readonly string[];
  readonly primaryIdentifier: OfferedValue & {
    readonly pattern?: string | undefined;
    /** What to say of a value without that form, by language. */
    readonly message?: Readonly<Record<string, string>> | undefined;
  };
  /** Undefined where the desk enters no identifier but the primary one. */
  readonly identifier1?: { readonly types: readonly OfferedType[] } | undefined;
}

/**
 * Everybody who asks is offered other values. A number of a sequence that is offered is spent, whether it is used or not.
 *
 * @param place the library or desk where it is done
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export async function offerRegistration(
  directory: Directory,
  caller: Caller,
  place?: string,
): Promise<RegistrationOffer> {
  deskRights(directory, caller, place);
  const settings = await settingsOf(directory);
  const { pattern, message } = settings.primaryIdentifierPattern ?? {};
  const mandatory = settings.mandatory.public.filter((field) => field !== identifier1);
  return {
    fields: deskFields,
    mandatory: [...new Set(['name.last', ...mandatory])],
    primaryIdentifier: { ...(await offer(directory, settings, primaryType)), pattern, message },
    identifier1: asksForIdentifier(settings) ? { types: await offeredTypes(directory, settings) } : undefined,
  };
}

async function offeredTypes(directory: Directory, settings: Settings): Promise<readonly OfferedType[]> {
  const types: OfferedType[] = [];
  for (const { code, label, pattern, checkDigit } of deskTypes(directory))
    types.push({ type: code, label, pattern, checkDigit, ...(await offer(directory, settings, code)) });
  return types;
}

/** A rule that gives nothing any more keeps nobody from typing. */
async function offer(directory: Directory, settings: Settings, type: string): Promise<OfferedValue> {
  if (settings.generation[type] === undefined) return {};
  try {
    return { offered: await generateIdentifier(directory, type, settings) };
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_GENERATION_FAILED') return { trouble: error.message };
    throw error;
  }
}

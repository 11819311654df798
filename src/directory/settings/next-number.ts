// Where the sequences stand that identifiers are made from.
import { primaryType } from '../../domain/identifier.ts';
import type { Caller, Directory } from '../deps.ts';
import { mayWithSettings } from './change-settings.ts';
import { settingInvalid } from './read-setting.ts';

/** @throws VestibuleError VST_NOT_ALLOWED, VST_SETTING_INVALID */
export async function readNextNumber(directory: Directory, caller: Caller, type: string): Promise<number | undefined> {
  mayWithSettings(directory, caller, 'see-settings');
  checkType(directory, type);
  return directory.settings.peekNumber(directory.institution.slug, type);
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_SETTING_INVALID */
export async function setNextNumber(directory: Directory, caller: Caller, type: string, next: number): Promise<void> {
  mayWithSettings(directory, caller, 'change-settings');
  checkType(directory, type);
  await directory.settings.setNumber(directory.institution.slug, type, next, caller.actor);
}

/** A sequence has the name of the type it is for. */
function checkType({ rules }: Directory, type: string): void {
  const types = [primaryType, ...rules.types.keys()];
  if (!types.includes(type))
    throw settingInvalid(type, 'there is no identifier type of this code', `one of ${types.join(', ')}`);
}

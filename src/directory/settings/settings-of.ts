import { primaryType } from '../../domain/identifier.ts';
import type { Directory } from '../deps.ts';
import { readSettingValues } from './read-setting.ts';
import { isSettingName, type Settings } from './schema.ts';

/**
 * The settings that count now, for operations: no permission, one query.
 *
 * @throws VestibuleError VST_SETTING_INVALID for what another version of Vestibule stored and this one cannot read:
 *   better no change than one by a rule that nobody set
 */
export async function settingsOf(directory: Pick<Directory, 'institution' | 'rules' | 'settings'>): Promise<Settings> {
  const { values } = await directory.settings.read(directory.institution.slug);
  return effectiveSettings(directory, values);
}

/** Types that the operator has taken away since, or hides, are passed over. */
export function effectiveSettings(
  { rules }: Pick<Directory, 'rules'>,
  stored: Readonly<Record<string, unknown>>,
): Settings {
  const known = Object.fromEntries(Object.entries(stored).filter(([name]) => isSettingName(name)));
  const settings = readSettingValues(known);
  const isShown = (type: string) => type === primaryType || rules.types.get(type)?.hiddenFromStaff === false;
  const isType = (type: string) => type === primaryType || rules.types.has(type);
  return {
    ...settings,
    preferredIdentifier: settings.preferredIdentifier.filter(isShown),
    generation: Object.fromEntries(Object.entries(settings.generation).filter(([type]) => isType(type))),
  };
}

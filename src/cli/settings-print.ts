// Settings as text: what counts, whether somebody set it, and what it does.
import { printable } from '../directory/characters.ts';
import type { SettingsView } from '../directory/settings/change-settings.ts';
import { type SettingName, settingDescription, settingNames } from '../directory/settings/schema.ts';

export function printSettings(view: SettingsView): string {
  return `${settingNames.map((name) => printSetting(view, name)).join('\n')}\nVersion ${view.version}\n`;
}

export function printSetting({ own, settings }: SettingsView, name: SettingName): string {
  const isSet = Object.hasOwn(own, name);
  const value = isSet ? own[name] : settings[name];
  const shown = value === undefined ? 'not set' : printable(JSON.stringify(value));
  return `${name}: ${shown}${isSet || value === undefined ? '' : ' (default)'}\n    ${settingDescription(name)}\n`;
}

// Reading and changing the settings of an institution, by those who may.
import { dayIn } from '../../domain/day.ts';
import type { StoredSettings } from '../../domain/ports/settings-store.ts';
import type { Caller, Directory } from '../deps.ts';
import { type Action, authorize } from '../permissions.ts';
import { checkRules } from './check-rules.ts';
import { checkAgainstTypes } from './check-types.ts';
import { readSettingValues, settingInvalid } from './read-setting.ts';
import type { Settings } from './schema.ts';
import { effectiveSettings } from './settings-of.ts';

export interface SettingsView {
  /** What a writer names. */
  readonly version: number;
  /** What was set, as it was written. */
  readonly own: Readonly<Record<string, unknown>>;
  /** What counts: what was set, and the defaults of the rest. */
  readonly settings: Settings;
}

/** @throws VestibuleError VST_NOT_ALLOWED */
export async function readSettings(directory: Directory, caller: Caller): Promise<SettingsView> {
  mayWithSettings(directory, caller, 'see-settings');
  return viewOf(directory, await directory.settings.read(directory.institution.slug));
}

/**
 * @param version the one that was read; undefined takes whatever stands
 * @param changes by name; `undefined` takes one away, so that its default counts again
 * @throws VestibuleError VST_NOT_ALLOWED, VST_SETTING_INVALID, VST_SETTINGS_CHANGED
 */
export async function changeSettings(
  directory: Directory,
  caller: Caller,
  version: number | undefined,
  changes: Readonly<Record<string, unknown>>,
): Promise<SettingsView> {
  mayWithSettings(directory, caller, 'change-settings');
  const { slug } = directory.institution;
  refuseHuge(changes);
  const stored = await directory.settings.read(slug);
  checkAgainstTypes(directory, readSettingValues(changes));
  if ('generation' in changes || 'primaryIdentifierPattern' in changes) checkRules(directory, stored.values, changes);
  const written = await directory.settings.write(slug, version ?? stored.version, changes, caller.actor);
  return viewOf(directory, written);
}

/** Every operation reads all of them. */
const settingMax = 20_000;

function refuseHuge(changes: Readonly<Record<string, unknown>>): void {
  const huge = Object.keys(changes).find((name) => (JSON.stringify(changes[name])?.length ?? 0) > settingMax);
  if (huge !== undefined)
    throw settingInvalid(huge, 'its value is too long', `at most ${settingMax} characters as JSON`);
}

/** @throws VestibuleError VST_NOT_ALLOWED */
export function mayWithSettings({ institution, clock }: Directory, caller: Caller, action: Action): void {
  authorize(caller, action, institution.code, dayIn(institution.timeZone, clock.now()));
}

function viewOf(directory: Directory, { version, values }: StoredSettings): SettingsView {
  return { version, own: values, settings: effectiveSettings(directory, values) };
}

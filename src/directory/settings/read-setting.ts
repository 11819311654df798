// From what somebody wrote to a setting, or to what is expected instead.
import { z } from 'zod';
import { explainIssues } from '../../../config/explain-issue.ts';
import { formatPath } from '../../../config/faults.ts';
import type { Outline } from '../../../config/schema-outline.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { isSettingName, type SettingName, type Settings, settingNames, settingsSchema } from './schema.ts';

const { $schema: _, ...outline } = z.toJSONSchema(settingsSchema, { io: 'input' });

/**
 * @param values by name, as they were written; of a name that is not there, or undefined, the default is given
 * @throws VestibuleError VST_SETTING_INVALID, naming every setting that is none or has a wrong value, and what is expected
 */
export function readSettingValues(values: Readonly<Record<string, unknown>>): Settings {
  const unknown = Object.keys(values).find((name) => !isSettingName(name));
  if (unknown !== undefined)
    throw settingInvalid(unknown, `no setting is called ${JSON.stringify(unknown)}`, settingNames.join(', '));
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = explainIssues(parsed.error.issues, outline as Outline, values).map(
    ({ path, message, hint }) => `${formatPath(path)}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
  const [name = ''] = parsed.error.issues[0]?.path.map(String) ?? [];
  throw new VestibuleError('VST_SETTING_INVALID', faults.join('; '), { setting: name, expected: faults.join('; ') });
}

/** @param expected as a phrase: `one of the types …` */
export function settingInvalid(setting: SettingName | (string & {}), what: string, expected: string): VestibuleError {
  return new VestibuleError('VST_SETTING_INVALID', `${setting}: ${what}; expected ${expected}`, { setting, expected });
}

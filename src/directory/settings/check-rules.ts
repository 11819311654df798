// Whether every value that the generation rules can give is a good one: of the primary identifier also by the pattern
// that stands beside it, whichever of the two was set later.
import { primaryType } from '../../domain/identifier.ts';
import type { Directory } from '../deps.ts';
import { ruleFault, ruleTarget } from '../generation/rule.ts';
import { readSettingValues, settingInvalid } from './read-setting.ts';

type Values = Readonly<Record<string, unknown>>;

/** @throws VestibuleError VST_SETTING_INVALID */
export function checkRules({ institution }: Pick<Directory, 'institution'>, stored: Values, changes: Values): void {
  const { generation, primaryIdentifierPattern } = { ...stored, ...changes };
  const settings = readSettingValues({ generation, primaryIdentifierPattern });
  const pattern = settings.primaryIdentifierPattern?.pattern;
  for (const [type, rule] of Object.entries(settings.generation)) {
    // A rule that is not changed is judged again only where the pattern is about it.
    if (type !== primaryType && !('generation' in changes)) continue;
    const target = ruleTarget(institution, type, pattern);
    const fault = target && ruleFault(rule, target);
    if (fault !== undefined)
      throw settingInvalid(`generation.${type}`, fault, 'a rule whose every value is a good one');
  }
}

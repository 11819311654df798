// Whether settings fit the identifier types that the operator has given the institution.
import { primaryType } from '../../domain/identifier.ts';
import type { Directory } from '../deps.ts';
import { identifier1 } from './mandatory.ts';
import { settingInvalid } from './read-setting.ts';
import type { Settings } from './schema.ts';

/** @throws VestibuleError VST_SETTING_INVALID */
export function checkAgainstTypes({ rules }: Pick<Directory, 'rules'>, settings: Settings): void {
  const types = [...rules.types];
  const codes = (fits: (rule: (typeof types)[number][1]) => boolean) =>
    types.filter(([, rule]) => fits(rule)).map(([code]) => code);
  const shown = [primaryType, ...codes(({ hiddenFromStaff }) => !hiddenFromStaff)];
  const forPublic = [primaryType, ...codes(({ recordTypes }) => recordTypes.includes('public'))];

  const hidden = settings.preferredIdentifier.find((type) => !shown.includes(type));
  if (hidden !== undefined)
    throw settingInvalid('preferredIdentifier', `${hidden} is no type that staff are shown`, shown.join(', '));
  const other = Object.keys(settings.generation).find((type) => !forPublic.includes(type));
  if (other !== undefined)
    throw settingInvalid('generation', `${other} is no type that the desk gives out`, forPublic.join(', '));
  for (const recordType of ['public', 'staff'] as const) {
    const isPossible = types.some(([, { recordTypes }]) => recordTypes.includes(recordType));
    if (settings.mandatory[recordType].includes(identifier1) && !isPossible)
      throw settingInvalid(
        `mandatory.${recordType}`,
        `${identifier1} asks for what nobody can have`,
        `an identifier type for ${recordType} users in the configuration first`,
      );
  }
}

// What decisions about identifiers rest on, as a test wants it.
import { institution as institutionSchema } from '../../../config/schema.ts';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import type { Ground } from '../../../src/directory/identifiers/deciding.ts';
import type { LifeSettings } from '../../../src/directory/identifiers/life-settings.ts';
import type { Rights } from '../../../src/directory/identifiers/rights.ts';
import { settingsSchema } from '../../../src/directory/settings/schema.ts';
import { libraryOf } from '../../support/institutions.ts';
import { recordOf as seeded } from '../../support/known.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

export const dayMs = 86_400_000;

export const types = [
  { code: 'BARCODE', label: 'Barcode', pattern: '[0-9A-Z-]+' },
  { code: 'STUDENT_NO', label: 'Student number' },
  { code: 'STAFF_NO', label: 'Staff number', recordTypes: ['staff'] },
  { code: 'GOOGLE', label: 'Google', uniqueness: 'type', folding: { caseSensitive: true } },
  { code: 'PASS', label: 'Door pass', internalOnly: true },
  { code: 'SEALED', label: 'Sealed number', hiddenFromStaff: true },
] satisfies InstitutionInput['identifierTypes'];

export const rules = identifierRules(institutionSchema.parse(libraryOf({ identifierTypes: types })));

const manager: Rights = { isOperator: false, seesHolder: true, editsLocked: false };

/** A User Manager's ground; holds of 30 days, no grace for former names, nothing mandatory, unless said. */
export function ground(
  rights: Partial<Rights> = {},
  settings: { readonly [Name in keyof LifeSettings]?: unknown } = {},
): Ground {
  return {
    rules,
    rights: { ...manager, ...rights },
    settings: settingsSchema.parse({ holdDays: 30, ...settings }),
  };
}

export const recordOf = (seed: Parameters<typeof seeded>[0]) => seeded(seed, rules.table);

/** What a test compares of the identifiers of a record. */
export function told({
  identifiers,
}: {
  readonly identifiers: readonly { type: string; value: string; status: string; holdUntil?: number | undefined }[];
}): readonly string[] {
  return identifiers.map(({ type, value, status }) => `${type} ${value} ${status}`).sort();
}
